// The program's start: everything up to the last statement of index.ts, loaded as Pulumi's runtime loads it, with the
// configuration in PULUMI_CONFIG.
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

const mocks: pulumi.runtime.Mocks = {
  newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
  call: ({ inputs }) => inputs as object,
};
void pulumi.runtime.setMocks(mocks, "eks-platform", "dev", true).then(() => {
  createRequire(__filename)("../index");
  console.log("started");
});
