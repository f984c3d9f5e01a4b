// The program's start: everything up to the last statement of index.ts, with a monitor that answers at once.
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
  await import("../index");
  console.log("started");
})();
