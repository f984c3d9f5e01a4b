import assert from "node:assert/strict";
import { addonNames, defaultBuild, incompatibility, knownBuilds, newestBuild } from "../../upgrade/addonVersions";
import { eksVersions } from "../../upgrade/eksVersions";
import { atLeastOne } from "../helpers/atLeastOne";

const minors = eksVersions.map(({ version }) => version);

describe("the table of add-on builds", () => {
  const builds = addonNames.flatMap((addon) => {
    const ofAddon = minors.flatMap((minor) => knownBuilds(addon, minor).map((build) => ({ addon, minor, build })));
    return atLeastOne(ofAddon);
  });

  it("holds full builds only", () => {
    for (const { build } of builds) assert.match(build, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
  });

  it("has nothing against its own builds", () => {
    for (const { addon, build, minor } of builds) assert.equal(incompatibility(addon, build, minor), undefined);
  });

  it("tells the default build from the newest", () => {
    assert.equal(defaultBuild("coredns", "1.36"), "v1.14.3-eksbuild.23");
    assert.equal(newestBuild("coredns", "1.36"), "v1.14.7-eksbuild.11");
    assert.equal(newestBuild("vpc-cni", "1.34"), "v1.23.2-eksbuild.1");
    assert.deepEqual(knownBuilds("kube-proxy", "1.35"), ["v1.35.3-eksbuild.29"]);
    assert.deepEqual(knownBuilds("no-such-addon", "1.35"), []);
  });
});

describe("kube-proxy", () => {
  const against = (build: string) => incompatibility("kube-proxy", build, "1.36");

  it("may be of the control plane's minor or up to three older", () => {
    for (const patch of ["1.36.0", "1.35.3", "1.34.6", "1.33.10"])
      assert.equal(against(`v${patch}-eksbuild.1`), undefined);
  });

  it("must not be newer, nor four older", () => {
    assert.equal(against("v1.37.0-eksbuild.1"), "must not be newer than the control plane (1.36)");
    assert.equal(against("v1.32.13-eksbuild.28"), "must be at most 3 minors older than the control plane (1.36)");
  });
});

describe("CoreDNS", () => {
  it("must not be older than the line that the minor before came with", () => {
    assert.equal(incompatibility("coredns", "v1.13.2-eksbuild.24", "1.36"), undefined);
    assert.equal(incompatibility("coredns", "v1.12.4-eksbuild.31", "1.36"), "must be 1.13 or newer on Kubernetes 1.36");
  });

  it("may be a build that the table does not know yet", () => {
    assert.equal(incompatibility("coredns", "v1.15.0-eksbuild.1", "1.37"), undefined);
  });
});

describe("the VPC CNI", () => {
  it("does not depend on the Kubernetes minor", () => {
    for (const minor of minors) assert.equal(incompatibility("vpc-cni", "v1.23.2-eksbuild.1", minor), undefined);
  });
});
