import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { refuseUnknownInputs, requireValue } from "../inputs";
import { coreOf } from "./references";

const inputs: readonly (keyof eks.ManagedNodeGroupArgs)[] = [
  "amiType",
  "capacityType",
  "cluster",
  "ignoreScalingChanges",
  "instanceTypes",
  "labels",
  "launchTemplate",
  "nodeGroupName",
  "nodeRole",
  "nodeRoleArn",
  "releaseVersion",
  "scalingConfig",
  "subnetIds",
  "tags",
  "taints",
  "version",
];

/** Stand-in for `eks.ManagedNodeGroup`: the node group. */
export class ManagedNodeGroup extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.ManagedNodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:ManagedNodeGroup", name };
    refuseUnknownInputs(component, args, inputs);
    const nodeRoleArn = args.nodeRoleArn ?? (args.nodeRole && pulumi.output(args.nodeRole).arn);
    if (!nodeRoleArn) requireValue(component, "nodeRoleArn", nodeRoleArn, []);
    requireValue(component, "scalingConfig", args.scalingConfig === undefined, [false]);
    super(component.type, name, {}, opts);
    const core = coreOf(args.cluster);
    const {
      capacityType,
      instanceTypes,
      labels,
      launchTemplate,
      nodeGroupName,
      releaseVersion,
      amiType,
      subnetIds,
      tags,
      taints,
    } = args;
    const nodeGroup = new aws.eks.NodeGroup(
      name,
      {
        capacityType,
        clusterName: core.cluster.name,
        instanceTypes,
        labels,
        launchTemplate,
        nodeGroupName,
        nodeRoleArn: nodeRoleArn ?? "",
        scalingConfig: args.scalingConfig as aws.eks.NodeGroupArgs["scalingConfig"],
        subnetIds: subnetIds ?? [],
        tags,
        taints,
        version: args.version ?? (launchTemplate ? undefined : core.cluster.version),
        releaseVersion,
        amiType,
      },
      { ...eksChild(this), ignoreChanges: args.ignoreScalingChanges ? ["scalingConfig.desiredSize"] : undefined },
    );
    this.outputs = { nodeGroup, placementGroupName: "" };
    this.registerOutputs(this.outputs);
  }
}
