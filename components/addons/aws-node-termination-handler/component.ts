import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { nodeTerminationHandler } from "./spec";

export type NodeTerminationHandlerArgs = AddonArgs & SettingsOf<typeof nodeTerminationHandler>;

/** Nodes of managed groups, of Auto Mode and Fargate, and of Karpenter: each is drained by who made it. */
const drainedOtherwise = ["eks.amazonaws.com/nodegroup", "eks.amazonaws.com/compute-type", "karpenter.sh/nodepool"];

/**
 * The AWS Node Termination Handler on self-managed nodes: the chart `aws-node-termination-handler`, whose pods ask their own
 * instance for announcements. They need no role, no queue and no lifecycle hook, which would hold every termination for
 * as long as nobody answers. So what is announced to nobody is not drained: an instance refresh, and scaling in.
 *
 * Free of charge.
 *
 * @see https://github.com/aws/aws-node-termination-handler#instance-metadata-service-processor
 */
export class NodeTerminationHandler extends pulumi.ComponentResource {
  constructor(name: string, args: NodeTerminationHandlerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:NodeTerminationHandler", name, {}, opts);
    const matchExpressions = drainedOtherwise.map((key) => ({ key, operator: "DoesNotExist" }));
    chartAddon(
      name,
      nodeTerminationHandler,
      args,
      {
        values: {
          serviceAccount: { name: "aws-node-termination-handler" },
          enableRebalanceDraining: args.drainsOnRebalance,
          enableScheduledEventDraining: true,
          daemonsetAffinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
            },
          },
        },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
