import assert from "node:assert/strict";
import { addons } from "../../preflight/checks/addons";
import { controlPlane } from "../../preflight/checks/controlPlane";
import { images } from "../../preflight/checks/images";
import { type Answers, finding, found, notFound, refused } from "./asked";

describe("preflight: the minor of the control plane", () => {
  const offered = (versionStatus: string, clusterVersion = "1.36"): Answers => ({
    getClusterVersions: {
      clusterVersions: [
        {
          clusterVersion,
          versionStatus,
          endOfStandardSupportDate: "2027-08-02T00:00:00Z",
          endOfExtendedSupportDate: "2028-08-02T00:00:00Z",
        },
      ],
    },
  });
  const verdict = async (answers: Answers, changes = {}) => (await finding(controlPlane, answers, changes)).verdict;

  it("is in standard support", async () => {
    const { verdict, detail } = await finding(controlPlane, offered("STANDARD_SUPPORT"));
    assert.deepEqual([verdict, detail], ["ok", "standard support until 2027-08-02"]);
  });

  it("may be in extended support where the environment pays for it", async () => {
    assert.equal(await verdict(offered("EXTENDED_SUPPORT")), "wrong");
    assert.equal(await verdict(offered("EXTENDED_SUPPORT"), { "cluster.upgradePolicy": "extended" }), "ok");
  });

  it("is offered no more, or not yet", async () => {
    assert.equal(await verdict(offered("UNSUPPORTED")), "wrong");
    assert.equal(await verdict(offered("STANDARD_SUPPORT", "1.35")), "wrong");
  });

  it("is unknown when EKS does not say", async () => {
    assert.equal(await verdict({ getClusterVersions: refused }), "unknown");
  });
});

describe("preflight: builds of add-ons", () => {
  const usual = "v1.22.4-eksbuild.3";
  const newest = "v1.23.2-eksbuild.1";
  const answers: Answers = { getAddonVersion: ({ mostRecent }) => ({ version: mostRecent ? newest : usual }) };
  const only = async (build: string, given = answers) => {
    const all = await found(addons, given, { "versions.addons.vpc-cni": build });
    const [cni] = all.filter(({ subject }) => subject === "add-on vpc-cni");
    assert.ok(cni && all.length > 4);
    return cni;
  };

  it("are offered when EKS's default or newest", async () => {
    assert.equal((await only(usual)).verdict, "ok");
    assert.equal((await only(newest)).verdict, "ok");
  });

  it("are not offered when newer than the newest, by number and not by text", async () => {
    const { verdict, detail } = await only("v1.23.10-eksbuild.1");
    assert.deepEqual([verdict, detail.includes(`its newest ${newest}`)], ["wrong", true]);
  });

  it("are unknown when older: the provider tells two builds only", async () => {
    const { verdict, fix } = await only("v1.9.0-eksbuild.7");
    assert.equal(verdict, "unknown");
    assert.match(fix ?? "", /^aws eks describe-addon-versions .*--kubernetes-version 1\.36 --addon-name vpc-cni/);
  });

  it("are unknown when EKS does not say", async () => {
    assert.equal((await only(usual, { getAddonVersion: refused })).verdict, "unknown");
  });
});

describe("preflight: images of nodes", () => {
  const pinned = "1.36.4-20260930";
  const recommended = "1.36.4-20261003";
  /** A region that has published these AL2023 releases, and recommends the last. */
  const region = (...published: string[]): Answers => ({
    getParameter: ({ name }) => {
      const path = String(name);
      if (path.endsWith("/recommended/release_version")) return { insecureValue: recommended };
      const day = /-v(\d{8})\/image_id$/.exec(path)?.[1] ?? "";
      return published.some((release) => release.endsWith(`-${day}`)) ? { insecureValue: "ami-0123" } : notFound;
    },
  });
  const selfManaged = { "dataPlane.0.kind": "self-managed" };

  it("are published in the pinned release", async () => {
    const { verdict, detail } = await finding(images, region(pinned, recommended));
    assert.deepEqual([verdict, detail], ["ok", `${pinned} is published; AWS recommends ${recommended}`]);
  });

  it("are not, where AWS keeps parameters of fixed releases", async () => {
    assert.equal((await finding(images, region(recommended))).verdict, "wrong");
  });

  it("are unknown to a managed group where AWS keeps no such parameters, and wrong for a self-managed one", async () => {
    assert.equal((await finding(images, region())).verdict, "unknown");
    assert.equal((await finding(images, region(), selfManaged)).verdict, "wrong");
    const latest = { "versions.nodes.al2023": recommended };
    assert.equal((await finding(images, region(), latest)).verdict, "ok");
  });

  it("are not there at all for the minor, or are not told", async () => {
    assert.equal((await finding(images, { getParameter: notFound })).verdict, "wrong");
    assert.equal((await finding(images, { getParameter: refused })).verdict, "unknown");
  });

  it("are each asked for once", async () => {
    const second = { name: "second", kind: "managed", instanceTypes: ["m7i.large"], scaling: { min: 1, max: 1 } };
    assert.equal((await found(images, region(pinned), { "dataPlane.1": second })).length, 1);
  });
});
