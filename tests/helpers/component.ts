import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { record, type RecordOptions } from "./recorder";
import type { Recording } from "./recording";

/** Records what a component makes, given the providers it would have in the program. */
export const recordComponent = (
  make: (opts: pulumi.ComponentResourceOptions) => unknown,
  options?: RecordOptions,
): Promise<Recording> =>
  record(() => {
    const inAccount = new aws.Provider("aws", { region: "eu-west-1" });
    const inCluster = new kubernetes.Provider("cluster", { kubeconfig: "{}" });
    make({ providers: [inAccount, inCluster] });
  }, options);
