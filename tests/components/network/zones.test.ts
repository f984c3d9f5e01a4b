import assert from "node:assert/strict";
import { zoneProblems } from "../../../components/network/availabilityZones";

describe("zones for a cluster", () => {
  const zones = new Map([
    ["us-east-1a", "use1-az6"],
    ["us-east-1b", "use1-az3"],
  ]);

  it("are fine when they are open and EKS runs there", () => {
    assert.deepEqual(zoneProblems(["us-east-1a"], zones), []);
  });

  it("are refused when EKS runs no control plane in the one this account's name stands for", () => {
    assert.deepEqual(zoneProblems(["us-east-1a", "us-east-1b"], zones), [
      "us-east-1b is use1-az3 in this account, where EKS runs no control plane",
    ]);
  });

  it("are refused when this account has none of that name", () => {
    assert.deepEqual(zoneProblems(["us-east-1z"], zones), [
      "us-east-1z is not open to this account; open are us-east-1a, us-east-1b",
    ]);
  });
});
