import assert from "node:assert/strict";
import { type Chart, chartVersion, locationOf } from "../../../components/helm/chart.spec";

const version = "3.5.0";
const of = (source: string, mirror?: string) => locationOf({ name: "web", source, version } satisfies Chart, mirror);

describe("where the Release resource finds a chart", () => {
  it("is its repository, or its registry", () => {
    assert.deepEqual(of("https://charts.example.com"), {
      chart: "web",
      version,
      repositoryOpts: { repo: "https://charts.example.com" },
    });
    assert.deepEqual(of("oci://registry.example.com/charts/web"), {
      chart: "oci://registry.example.com/charts/web",
      version,
    });
  });

  it("is what was pulled, where Helm has no login of its own", () => {
    const pulled = { chart: "./.charts/web-3.5.0.tgz" };
    assert.deepEqual(of("s3://charts/stable"), pulled);
    assert.deepEqual(of("oci://111111111111.dkr.ecr.eu-west-1.amazonaws.com/charts/web"), pulled);
  });

  it("is the mirror in place of any of them", () => {
    for (const source of ["https://charts.example.com", "oci://registry.example.com/web", "s3://charts"]) {
      assert.deepEqual(of(source, "oci://mirror.example.com/charts"), {
        chart: "oci://mirror.example.com/charts/web",
        version,
      });
      assert.deepEqual(of(source, "/srv/charts"), { chart: "/srv/charts/web-3.5.0.tgz" });
    }
  });

  it("is the folder of a chart that the project has itself", () => {
    assert.deepEqual(of("./web", "oci://mirror.example.com/charts"), { chart: "./web" });
  });
});

describe("the version of a chart", () => {
  it("is one version and not a range", () => {
    for (const text of ["3.5.0", "v1.21.2", "1.0.0-rc.1"]) assert.ok(chartVersion.safeParse(text).success, text);
    for (const text of ["3.5", "^3.5.0", ">=3.5.0", "latest", "3.5.x"]) {
      assert.ok(!chartVersion.safeParse(text).success, text);
    }
  });
});
