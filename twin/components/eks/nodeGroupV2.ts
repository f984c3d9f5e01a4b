import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { refuseUnknownInputs } from "../inputs";
import { coreOf } from "./references";
import { createSelfManagedNodes } from "./selfManagedNodes";
import type { SelfManagedNodesArgs } from "./selfManagedNodesValidation";

/** Inputs of self-managed nodes, of a group and of the cluster's default group. */
export const selfManagedNodesInputs: readonly (keyof SelfManagedNodesArgs)[] = [
  "amiId",
  "amiType",
  "autoScalingGroupTags",
  "bootstrapExtraArgs",
  "bottlerocketSettings",
  "clusterIngressRule",
  "clusterIngressRuleId",
  "desiredCapacity",
  "enableDetailedMonitoring",
  "extraNodeSecurityGroups",
  "gpu",
  "ignoreScalingChanges",
  "instanceProfile",
  "instanceProfileName",
  "instanceType",
  "keyName",
  "kubeletExtraArgs",
  "labels",
  "launchTemplateTagSpecifications",
  "maxSize",
  "minRefreshPercentage",
  "minSize",
  "nodeAssociatePublicIpAddress",
  "nodePublicKey",
  "nodeRootVolumeDeleteOnTermination",
  "nodeRootVolumeEncrypted",
  "nodeRootVolumeIops",
  "nodeRootVolumeSize",
  "nodeRootVolumeThroughput",
  "nodeRootVolumeType",
  "nodeSecurityGroup",
  "nodeSecurityGroupId",
  "nodeSubnetIds",
  "nodeUserData",
  "nodeUserDataOverride",
  "nodeadmExtraOptions",
  "operatingSystem",
  "spotPrice",
  "taints",
  "version",
];

/** Stand-in for `eks.NodeGroupV2`. */
export class NodeGroupV2 extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.NodeGroupV2Args, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:NodeGroupV2", name };
    refuseUnknownInputs(component, args, ["cluster", ...selfManagedNodesInputs]);
    super(component.type, name, {}, opts);
    const nodes = createSelfManagedNodes(name, args, coreOf(args.cluster), this);
    this.outputs = { ...nodes, extraNodeSecurityGroups: nodes.extraNodeSecurityGroups ?? [] };
    this.registerOutputs(this.outputs);
  }
}
