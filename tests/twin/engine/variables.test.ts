import assert from "node:assert/strict";
import { isolatedVariables } from "../../../twin/engine/variables";

describe("the variables of engine, program and plugins", () => {
  it("leave out what the shell says of AWS, Pulumi and Kubernetes", () => {
    const shell = { AWS_PROFILE: "prod", AWS_REGION: "us-east-2", PULUMI_HOME: "/home/me/.pulumi", KUBECONFIG: "/k" };
    const names = Object.keys(isolatedVariables({ ...shell, HOME: "/home/me" }));
    assert.deepEqual(names.sort(), ["HOME", "NO_PROXY", "no_grpc_proxy", "no_proxy"]);
  });

  it("except loopback from every proxy, and keep the user's own exceptions", () => {
    const variables = isolatedVariables({ HTTP_PROXY: "http://proxy:3128", NO_PROXY: ".corp, 10.0.0.0/8" });
    assert.equal(variables.HTTP_PROXY, "http://proxy:3128");
    for (const name of ["no_proxy", "NO_PROXY", "no_grpc_proxy"]) {
      assert.equal(variables[name], ".corp,10.0.0.0/8,localhost,127.0.0.1,::1");
    }
  });
});
