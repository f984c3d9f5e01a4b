// The program's start: everything up to the last statement of index.ts, loaded as Pulumi's runtime loads it.
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { stackConfig } from "../tests/helpers/stackConfig";

void (async () => {
  pulumi.runtime.setAllConfig(stackConfig("dev"));
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    },
    "eks-platform",
    "dev",
    true,
  );
  createRequire(__filename)("../index");
  console.log("started");
})();
