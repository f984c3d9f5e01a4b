import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { FargateLoggingSettings } from "./spec";

export interface FargateLoggingArgs extends FargateLoggingSettings {
  readonly region: string;
  /** Protects the logs against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * Logs of pods on Fargate in CloudWatch: a log group, and the ConfigMap that the log router of Fargate reads when a pod
 * starts, which is why it must be there before the profiles. Pods that run already keep what they started with.
 *
 * Costs 0.50 USD for each GB of logs, and 0.03 USD a month for each GB kept.
 *
 * Never lets Fargate make log groups, which would keep logs for ever.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html
 */
export class FargateLogging extends pulumi.ComponentResource {
  readonly logGroupArn: pulumi.Output<string>;

  constructor(name: string, args: FargateLoggingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:FargateLogging", name, {}, opts);
    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.retentionDays },
      { parent: this, protect: args.deletionProtection },
    );
    // Both names and the label are Fargate's: it looks for nothing else.
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: "aws-observability", labels: { "aws-observability": "enabled" } } },
      { parent: this },
    );
    new kubernetes.core.v1.ConfigMap(
      name,
      {
        metadata: { name: "aws-logging", namespace: namespace.metadata.name },
        data: {
          "output.conf": logGroup.name.apply((logGroupName) => outputSection(args.region, logGroupName)),
          ...(args.filters !== undefined && { "filters.conf": args.filters }),
          ...(args.parsers !== undefined && { "parsers.conf": args.parsers }),
        },
      },
      { parent: this },
    );
    this.logGroupArn = logGroup.arn;
    this.registerOutputs({ logGroupArn: this.logGroupArn });
  }
}

/** Fluent Bit's output, for the logs of all pods. */
export const outputSection = (region: string, logGroupName: string): string =>
  [
    "[OUTPUT]",
    "    Name cloudwatch_logs",
    "    Match *",
    `    region ${region}`,
    `    log_group_name ${logGroupName}`,
    "    log_stream_prefix fargate-",
    "    auto_create_group false",
    "",
  ].join("\n");
