import assert from "node:assert/strict";
import { firstServiceAddress } from "../../../twin/controlPlane/serviceAddress";

describe("address of the kubernetes Service", () => {
  it("is the first of the service CIDR", () => {
    assert.equal(firstServiceAddress("172.20.0.0/16"), "172.20.0.1");
    assert.equal(firstServiceAddress("10.100.0.0/16"), "10.100.0.1");
    assert.equal(firstServiceAddress("192.168.255.240/28"), "192.168.255.241");
    assert.equal(firstServiceAddress("10.1.2.3/24"), "10.1.2.1");
  });

  it("needs an IPv4 CIDR", () => {
    for (const wrong of ["", "172.20.0.0", "172.20.0.0/", "172.20.0.0/31", "300.0.0.0/16", "fd00::/108"]) {
      assert.throws(() => firstServiceAddress(wrong), /is no IPv4 CIDR for services/, wrong);
    }
  });
});
