import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { onEveryNode } from "../everyNode";
import { addonRole } from "../podRole";
import { pipeline } from "./configuration";
import { fluentBit } from "./spec";

export type FluentBitArgs = AddonArgs & SettingsOf<typeof fluentBit>;

/**
 * The logs of containers in CloudWatch:
 * - a log group, with a stream for each container
 * - the EKS community add-on `fluent-bit`, a pod on every node, which writes to it
 * - the role of those pods by Pod Identity, for this log group alone
 *
 * Costs 0.50 USD for each GB of logs, and 0.03 USD a month for each GB kept. Metrics are not among them: the other EKS
 * add-on for logs, amazon-cloudwatch-observability, brings an agent, custom resources and webhooks on every workload along,
 * and is paid for each observation.
 *
 * Never lets Fluent Bit make log groups, which would keep logs for ever. Fargate has a log router of its own.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 */
export class FluentBit extends pulumi.ComponentResource {
  constructor(name: string, args: FluentBitArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:FluentBit", name, {}, opts);
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.retentionDays },
      { parent: this, protect: args.deletionProtection },
    );
    const role = addonRole(
      name,
      {
        ...args,
        namespace: "fluent-bit",
        serviceAccount: "fluent-bit",
        description: "Lets Fluent Bit write to the log group of containers",
        statements: [
          {
            Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resource: pulumi.interpolate`${logGroup.arn}:*`,
          },
        ],
      },
      this,
    );
    const config = logGroup.name.apply((logGroupName) => pipeline(args.region, logGroupName));
    eksAddon(name, fluentBit, args, { configuration: { ...onEveryNode, config }, role }, { parent: this });
    this.registerOutputs();
  }
}
