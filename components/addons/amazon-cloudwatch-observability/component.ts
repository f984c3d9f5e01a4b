import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { addonRole } from "../podRole";
import { cloudWatchObservability } from "./spec";

export type CloudWatchObservabilityArgs = AddonArgs & SettingsOf<typeof cloudWatchObservability>;

/**
 * Container Insights with enhanced observability:
 * - the log groups that its pods write to, under `/aws/containerinsights/<cluster>`: `performance`, of whose events CloudWatch
 *   makes the metrics, and with containerLogs `application`, `dataplane` and `host`
 * - the EKS add-on `amazon-cloudwatch-observability`: an operator, and by it the CloudWatch agent and Fluent Bit on every node
 * - the role of their pods by Pod Identity, for these log groups alone
 *
 * Costs 0.21 USD for a million of observations, and what logs cost. `fluent-bit` sends the logs of containers alone.
 *
 * The add-on brings the kinds AmazonCloudWatchAgent, Instrumentation, DcgmExporter and NeuronMonitor, and webhooks on every pod,
 * workload and namespace; without an answer of its operator the API server goes on.
 *
 * Never switches on Application Signals, which would change the pods of every workload to trace them. Never lets its pods make log
 * groups, which would keep logs for ever. A log group of an earlier Container Insights has to be deleted or imported before.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/install-CloudWatch-Observability-EKS-addon.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html
 */
export class CloudWatchObservability extends pulumi.ComponentResource {
  constructor(name: string, args: CloudWatchObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CloudWatchObservability", name, {}, opts);
    const { containerLogs } = args;
    const groups = [...(containerLogs ? ["application", "dataplane", "host"] : []), "performance"].map(
      (kind) =>
        new aws.cloudwatch.LogGroup(
          `${name}-${kind}`,
          {
            name: pulumi.interpolate`/aws/containerinsights/${args.clusterName}/${kind}`,
            retentionInDays: args.retentionDays,
          },
          { parent: this, protect: args.deletionProtection },
        ),
    );
    const role = addonRole(
      name,
      {
        ...args,
        namespace: "amazon-cloudwatch",
        serviceAccount: "cloudwatch-agent",
        description: "Lets Container Insights write to its log groups",
        statements: [
          {
            Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            Resource: groups.map(({ arn }) => pulumi.interpolate`${arn}:*`),
          },
          ofNodes,
        ],
      },
      this,
    );
    eksAddon(
      name,
      cloudWatchObservability,
      args,
      {
        configuration: { containerLogs: { enabled: containerLogs }, applicationSignals: { enabled: false } },
        role,
      },
      { parent: this, dependsOn: groups },
    );
    this.registerOutputs();
  }
}

/** The Auto Scaling group of a node, and which volume a disk is. AWS's policy CloudWatchAgentServerPolicy has them too. */
const ofNodes: Allowed = { Action: ["ec2:DescribeTags", "ec2:DescribeVolumes"], Resource: "*" };
