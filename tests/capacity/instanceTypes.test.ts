import assert from "node:assert/strict";
import { instanceType, isInstanceType } from "../../capacity/instanceTypes";

describe("instanceType", () => {
  it("tells what EC2 publishes", () => {
    const { vcpu, memoryMiB, arch, enis, ipv4PerEni } = instanceType("m7g.large");
    assert.deepEqual(
      { vcpu, memoryMiB, arch, enis, ipv4PerEni },
      { vcpu: 2, memoryMiB: 8192, arch: "arm64", enis: 3, ipv4PerEni: 10 },
    );
  });

  it("names near matches of an unknown type", () => {
    assert.throws(() => instanceType("m5.lage"), /unknown EC2 instance type "m5\.lage"; did you mean m5\.large/);
  });

  it("names no match where none is near", () => {
    assert.throws(
      () => instanceType("a-very-large-machine"),
      /^Error: unknown EC2 instance type "a-very-large-machine"$/,
    );
    assert.equal(isInstanceType("a-very-large-machine"), false);
  });
});
