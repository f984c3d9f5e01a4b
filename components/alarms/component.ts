import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../cluster/component";
import type { Certificates } from "../dns/component";
import type { Place } from "../iam/partition";
import type { AlarmsSettings } from "./spec";
import { AlarmTopic } from "./topic";

/** The section `alarms` of an environment, and what it watches. */
export interface AlarmsArgs extends AlarmsSettings, Place {
  /** Its name begins those of the alarms: the account has it once in a region. */
  readonly cluster: Pick<Cluster, "name">;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one for each of `availabilityZones`, in their order. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly availabilityZones: readonly string[];
  readonly certificates: Pick<Certificates, "arns">;
  /** Protects the key of the topic against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/** What a metric alarm says beside its name and its actions. */
type Condition = Omit<aws.cloudwatch.MetricAlarmArgs, "name" | "alarmActions" | "okActions">;

/**
 * What wakes a person:
 * - alarms of CloudWatch, `<cluster>-<what>`, each of those that are asked for
 * - an SNS topic that is told when one begins and when it ends, if none is named
 *
 * An alarm costs 0.10 USD a month, that on nodes, of two metrics, 0.20; a topic 1 USD for its key.
 *
 * Never asks whether something publishes what it watches: rules beside its spec do.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export class Alarms extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:alarms:Alarms", name, {}, opts);
    this.topicArn =
      args.topicArn === undefined
        ? new AlarmTopic(name, args, { parent: this }).topicArn
        : pulumi.output(args.topicArn);
    for (const [what, condition] of Object.entries(conditions(args))) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${what}`,
        {
          name: `${args.cluster.name}-${what}`,
          ...condition,
          alarmActions: [this.topicArn],
          okActions: [this.topicArn],
        },
        { parent: this },
      );
    }
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

function conditions(args: AlarmsArgs): Record<string, Condition> {
  const { nodesNotReady, podsPending, subnetAddresses, certificatesEnding } = args;
  return {
    ...(nodesNotReady && { "nodes-not-ready": notReady(args, nodesNotReady.minutes) }),
    ...(podsPending && { "pods-pending": pending(args, podsPending.minutes) }),
    ...(subnetAddresses && addresses(args, subnetAddresses)),
    ...(certificatesEnding && ends(args, certificatesEnding.days)),
  };
}

/**
 * Each node's agent tells whether its own node is Ready, and one of them counts the nodes with a condition beside it. Of a node
 * that is gone the first says nothing more, and the second counts it, because the control plane writes Unknown into them.
 */
function notReady({ cluster: { name: clusterName } }: AlarmsArgs, minutes: number): Condition {
  const metric = (id: string, metricName: string, stat: string) => ({
    id,
    metric: {
      namespace: "ContainerInsights",
      metricName,
      dimensions: { ClusterName: clusterName },
      period: 60,
      stat,
    },
  });
  return {
    alarmDescription: `Nodes of ${clusterName} are not Ready or short of something, or nothing tells of them: kubectl get nodes`,
    metricQueries: [
      metric("failed", "cluster_failed_node_count", "Maximum"),
      metric("ready", "node_status_condition_ready", "Minimum"),
      { id: "bad", expression: "failed + IF(ready < 1, 1, 0)", label: "nodes not Ready", returnData: true },
    ],
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: minutes,
    treatMissingData: "breaching", // no node, no agent, or no permission: nobody watches
  };
}

function pending({ cluster: { name: clusterName } }: AlarmsArgs, minutes: number): Condition {
  return {
    alarmDescription: `Pods of ${clusterName} find no node: kubectl get pods -A --field-selector=status.phase=Pending`,
    namespace: "AWS/EKS",
    metricName: "scheduler_pending_pods_UNSCHEDULABLE",
    dimensions: { ClusterName: clusterName },
    statistic: "Sum", // the only one that EKS vouches for
    period: 60,
    comparisonOperator: "GreaterThanThreshold",
    threshold: 0,
    evaluationPeriods: minutes,
    treatMissingData: "notBreaching",
  };
}

function addresses(args: AlarmsArgs, settings: NonNullable<AlarmsSettings["subnetAddresses"]>) {
  const { usedPercent, ipamScopeId } = settings;
  return Object.fromEntries(
    args.availabilityZones.map((zone, index): [string, Condition] => [
      `addresses-${zone}`,
      {
        alarmDescription: `The private subnet of ${args.cluster.name} in ${zone} has used ${usedPercent} % of its addresses: npm run plan`,
        namespace: "AWS/IPAM",
        metricName: "SubnetIPUsage",
        dimensions: {
          AddressFamily: "IPv4",
          OwnerID: args.accountId,
          Region: args.region,
          ScopeID: ipamScopeId,
          SubnetID: pulumi.output(args.subnetIds).apply((ids) => ids[index] ?? ""),
          VpcID: args.vpcId,
        },
        statistic: "Maximum",
        period: 60 * 60,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        threshold: usedPercent,
        evaluationPeriods: 1,
        treatMissingData: "ignore", // IPAM looks now and then
      },
    ]),
  );
}

function ends({ cluster, ...args }: AlarmsArgs, days: number) {
  return Object.fromEntries(
    Object.entries(args.certificates.arns).map(([certificate, CertificateArn]): [string, Condition] => [
      `certificate-${certificate}`,
      {
        alarmDescription: `ACM has not renewed the certificate ${certificate} of ${cluster.name}, which ends within ${days} days: aws acm describe-certificate`,
        namespace: "AWS/CertificateManager",
        metricName: "DaysToExpiry",
        dimensions: { CertificateArn },
        statistic: "Minimum",
        period: 24 * 60 * 60,
        comparisonOperator: "LessThanThreshold",
        threshold: days,
        evaluationPeriods: 1,
        treatMissingData: "ignore", // ACM tells once a day, and nothing more of a certificate that has ended
      },
    ]),
  );
}
