import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { Core } from "./core";

export type SelfManagedNodesArgs = Omit<eks.NodeGroupV2Args, "cluster">;

/** Refuses inputs of self-managed nodes that exclude each other. */
export function validateSelfManagedNodes(args: SelfManagedNodesArgs, core: pulumi.Output<Core>): void {
  const issues: pulumi.InputPropertyErrorDetails[] = [];
  const refuse = (propertyPath: string, reason: string) => issues.push({ propertyPath, reason });
  const exclusive: readonly [keyof SelfManagedNodesArgs, keyof SelfManagedNodesArgs][] = [
    ["clusterIngressRule", "clusterIngressRuleId"],
    ["nodeSecurityGroup", "nodeSecurityGroupId"],
    ["nodePublicKey", "keyName"],
    ["amiId", "gpu"],
  ];
  for (const [one, other] of exclusive) {
    if (args[one] && args[other]) refuse(one, `${one} and ${other} are mutually exclusive`);
  }
  const ownGroup = args.nodeSecurityGroup ?? args.nodeSecurityGroupId;
  if (ownGroup && !args.clusterIngressRule && !args.clusterIngressRuleId) {
    refuse(
      "clusterIngressRule",
      "clusterIngressRule or clusterIngressRuleId is required when nodeSecurityGroup is manually specified",
    );
  }
  const partsOfUserData = ["nodeUserData", "labels", "taints", "kubeletExtraArgs", "bootstrapExtraArgs"] as const;
  if (args.nodeUserDataOverride && partsOfUserData.some((key) => args[key] !== undefined)) {
    refuse(
      "nodeUserDataOverride",
      `nodeUserDataOverride and any combination of {${partsOfUserData.join(", ")}} is mutually exclusive.`,
    );
  }
  if (issues.length > 0) {
    throw new pulumi.InputPropertiesError({ message: "Invalid arguments for node group", errors: issues });
  }
  refuseForeignGroupUnderGroupTags(args, core);
  refuseVolumeSettings(args);
}

/** The cluster's tags for its node security group would not be on a group of one's own. */
function refuseForeignGroupUnderGroupTags(args: SelfManagedNodesArgs, core: pulumi.Output<Core>): void {
  const ofCluster = core.nodeGroupOptions.apply(({ nodeSecurityGroup }) => nodeSecurityGroup?.id);
  const ofGroup = pulumi.output(args.nodeSecurityGroup).apply((group) => group?.id);
  const own = pulumi.all([args.nodeSecurityGroupId, ofGroup]).apply(([id, groupId]) => id ?? groupId);
  pulumi.all([ofCluster, own, core.nodeSecurityGroupTags]).apply(([clusterGroup, ownGroup, tags]) => {
    if (!clusterGroup || !ownGroup || !tags || clusterGroup === ownGroup) return;
    throw new pulumi.InputPropertyError({
      propertyPath: "nodeSecurityGroup",
      reason:
        "The NodeGroup's nodeSecurityGroup and the cluster option nodeSecurityGroupTags are mutually exclusive. Choose a single approach",
    });
  });
}

function refuseVolumeSettings({
  nodeRootVolumeIops,
  nodeRootVolumeThroughput,
  nodeRootVolumeType,
}: SelfManagedNodesArgs): void {
  pulumi
    .all([nodeRootVolumeIops, nodeRootVolumeThroughput, nodeRootVolumeType])
    .apply(([iops, throughput, volumeType]) => {
      const errors: pulumi.InputPropertyErrorDetails[] = [];
      if (iops && volumeType !== "io1") {
        errors.push({
          propertyPath: "nodeRootVolumeIops",
          reason:
            "Cannot create a cluster node root volume of non-io1 type with provisioned IOPS (nodeRootVolumeIops).",
        });
      }
      if (throughput && volumeType !== "gp3") {
        errors.push({
          propertyPath: "nodeRootVolumeThroughput",
          reason:
            "Cannot create a cluster node root volume of non-gp3 type with provisioned throughput (nodeRootVolumeThroughput).",
        });
      }
      if (errors.length > 0) {
        throw new pulumi.InputPropertiesError({ message: "Invalid arguments for node group", errors });
      }
    });
}
