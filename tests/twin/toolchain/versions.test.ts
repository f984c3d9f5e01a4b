import assert from "node:assert/strict";
import { isAtLeast, kubernetesMinors, kubernetesVersion } from "../../../twin/toolchain/versions";

describe("versions of the twin's tools", () => {
  it("has a patch release of its own minor for every minor", () => {
    assert.deepEqual(kubernetesMinors, ["1.34", "1.35", "1.36", "1.37"]);
    for (const minor of kubernetesMinors) assert.ok(kubernetesVersion(minor).startsWith(`${minor}.`));
  });

  it("refuses another minor, and names those there are", () => {
    assert.throws(
      () => kubernetesVersion("1.33"),
      /no control plane of Kubernetes 1\.33; it has 1\.34, 1\.35, 1\.36, 1\.37/,
    );
    assert.throws(() => kubernetesVersion("constructor"), /no control plane of Kubernetes constructor/);
  });

  it("compares versions by their numbers", () => {
    assert.ok(isAtLeast("go1.26.8", "1.26.0"));
    assert.ok(isAtLeast("go1.27", "1.26.0"));
    assert.ok(isAtLeast("v3.248.0", "3.248.0"));
    assert.ok(isAtLeast("v3.1000.0-alpha.1", "3.248.0"));
    assert.ok(!isAtLeast("go1.9.7", "1.26.0"));
    assert.ok(!isAtLeast("v3.247.9", "3.248.0"));
    assert.ok(!isAtLeast("", "1.26.0"));
  });
});
