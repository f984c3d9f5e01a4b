import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { imageFamily } from "../../../capacity/images";
import { remoteChildOf } from "../../remote";
import { bottlerocketSettings } from "../nodes/bottlerocket";
import { imageParameter } from "../nodes/image";
import { metadataOptions, ownTags, tagSpecifications, volumesOf } from "../nodes/launchTemplate";
import { nodeConfig } from "../nodes/nodeadm";
import { nodeRole, zonalGroups, type NodeContext } from "../nodes/nodes";
import type { Taint } from "../nodes/spec";
import { autoscalerTags } from "./autoscalerTags";
import type { SelfManagedSettings } from "./spec";

type SelfManagedGroup = Omit<SelfManagedSettings, "kind" | "name" | "kubelet">;

export interface SelfManagedNodesArgs extends SelfManagedGroup, NodeContext {
  /** Rule that lets nodes reach the control plane, which must be there before they are. */
  readonly controlPlaneRuleId: pulumi.Input<string>;
}

/**
 * Nodes in an Auto Scaling group of our own, for what a managed group can't do (other security groups, on-demand nodes
 * among spot ones):
 * - the group, or one for each zone, with a launch template: image of a pinned release, encrypted gp3 volumes, IMDSv2
 *   that pods can't reach, the kubelet's settings
 * - the nodes' role, its instance profile, and the access entry that lets nodes join
 *
 * Costs the instances and about 0.08 USD a month for each GiB of disk.
 *
 * Never drains a node before it goes: neither an instance refresh, which `up` starts and doesn't wait for, nor the end of
 * a spot instance does; the add-on `aws-node-termination-handler` drains before the latter. Never opens SSH, never gives a node a public address.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/worker.html
 */
export class SelfManagedNodes extends pulumi.ComponentResource {
  constructor(name: string, args: SelfManagedNodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:SelfManagedNodes", name, {}, opts);

    const { role, ready } = nodeRole(name, `Nodes of the self-managed group ${name}`, args.region, this);
    const instanceProfile = new aws.iam.InstanceProfile(name, { role: role.name }, { parent: this });
    const accessEntry = new aws.eks.AccessEntry(
      `${name}-nodes`,
      { clusterName: args.cluster.eksCluster.name, principalArn: role.arn, type: "EC2_LINUX" },
      { parent: this },
    );
    const image = aws.ssm.getParameterOutput(
      { name: imageParameter(args.amiType, args.kubernetesVersion, args.releaseVersion) },
      { parent: this },
    );
    for (const group of zonalGroups(name, args)) {
      new eks.NodeGroupV2(
        group.name,
        {
          cluster: args.cluster,
          instanceProfileName: instanceProfile.name,
          amiId: pulumi.unsecret(image.value), // the provider makes a secret of every parameter
          instanceType: args.instanceTypes[0],
          nodeSubnetIds: group.subnetIds,
          nodeAssociatePublicIpAddress: false,
          nodeSecurityGroupId: args.securityGroupId,
          clusterIngressRuleId: args.controlPlaneRuleId,
          minSize: args.scaling.min,
          desiredCapacity: args.scaling.desired,
          maxSize: args.scaling.max,
          ignoreScalingChanges: true,
          minRefreshPercentage: args.instanceRefresh.minHealthyPercentage,
          labels: args.labels,
          taints: taintsByKey(args.taints),
          ...kubeletInputs(args),
          // Auto Scaling asks whether the template alone may be launched, and tags instances besides.
          launchTemplateTagSpecifications: tagSpecifications(group.name, { ...args, tags: ownTags(args) }),
          autoScalingGroupTags: { ...args.tags, ...autoscalerTags(args.clusterName, args) },
        },
        remoteChildOf(this, { dependsOn: [...ready, accessEntry], transforms: [withNodeSettings(args)] }),
      );
    }
    this.registerOutputs();
  }
}

const kubeletInputs = ({ amiType, kubelet }: SelfManagedNodesArgs) =>
  imageFamily(amiType) === "bottlerocket"
    ? { operatingSystem: eks.OperatingSystem.Bottlerocket, bottlerocketSettings: bottlerocketSettings(kubelet) }
    : { operatingSystem: eks.OperatingSystem.AL2023, nodeadmExtraOptions: [nodeConfig(kubelet)] };

/** As `eks.NodeGroupV2` takes them: one for each key, which the spec sees to. */
const taintsByKey = (taints: readonly Taint[]): Record<string, eks.types.input.TaintArgs> =>
  Object.fromEntries(taints.map(({ key, value = "", effect }) => [key, { value, effect }]));

type TransformedGroup = SelfManagedGroup & Pick<NodeContext, "ebsKmsKeyArn">;

/** Settings of self-managed nodes that `eks.NodeGroupV2` 4.3 has no inputs for. */
export const withNodeSettings =
  (args: TransformedGroup): pulumi.ResourceTransform =>
  ({ type, props, opts }) => {
    switch (type) {
      case "aws:ec2/launchTemplate:LaunchTemplate":
        return { props: launchTemplateOf(args, props), opts };
      case "aws:autoscaling/group:Group":
        return { props: autoScalingGroupOf(args, props as aws.autoscaling.GroupArgs), opts };
      default:
        return undefined;
    }
  };

/** The component sizes and encrypts one volume only, and takes further security groups as resources, not by id. */
function launchTemplateOf(
  { securityGroupIds, ...group }: TransformedGroup,
  template: aws.ec2.LaunchTemplateArgs,
): aws.ec2.LaunchTemplateArgs {
  const networkInterfaces = pulumi.output(template.networkInterfaces).apply((interfaces = []) =>
    interfaces.map(({ securityGroups = [], ...rest }) => ({
      ...rest,
      securityGroups: [...securityGroups, ...securityGroupIds],
    })),
  );
  return { ...template, metadataOptions, networkInterfaces, blockDeviceMappings: volumesOf(group) };
}

/** Several instance types or spot take a mixed instances policy in the place of the launch template. */
function autoScalingGroupOf(
  { instanceTypes, capacityType, onDemandBase }: TransformedGroup,
  group: aws.autoscaling.GroupArgs,
): aws.autoscaling.GroupArgs {
  const isSpot = capacityType === "spot";
  if (!isSpot && instanceTypes.length === 1) return group;
  const { launchTemplate, ...rest } = group;
  const template = pulumi.output(launchTemplate);
  return {
    ...rest,
    mixedInstancesPolicy: {
      launchTemplate: {
        launchTemplateSpecification: {
          launchTemplateName: template.apply((reference) => reference?.name),
          version: template.apply((reference) => reference?.version),
        },
        overrides: instanceTypes.map((instanceType) => ({ instanceType })),
      },
      instancesDistribution: {
        onDemandAllocationStrategy: "prioritized",
        onDemandBaseCapacity: onDemandBase,
        onDemandPercentageAboveBaseCapacity: isSpot ? 0 : 100,
        spotAllocationStrategy: "price-capacity-optimized",
      },
    },
  };
}
