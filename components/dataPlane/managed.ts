import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { remoteChildOf } from "../remote";
import { serviceRole } from "../serviceRole";

export interface ManagedNodesArgs {
  readonly region: string;
  readonly cluster: eks.Cluster;
  readonly clusterName: pulumi.Input<string>;
  /** Private subnets, one for each zone. */
  readonly subnetIds: pulumi.Input<string[]>;
  /** Kubernetes minor of the nodes, never newer than the control plane. */
  readonly kubernetesVersion: string;
  /**
   * AMI release, such as `1.36.1-20261105`.
   * @see https://github.com/awslabs/amazon-eks-ami/releases
   */
  readonly releaseVersion: string;
  /**
   * AL2023 image of the instance types' architecture.
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
   */
  readonly amiType: string;
  /** Most wanted first, all of one architecture. */
  readonly instanceTypes: readonly string[];
  readonly capacityType: "on-demand" | "spot";
  /** `desired` counts at creation only: from then on it is the autoscaler's. */
  readonly scaling: { readonly min: number; readonly desired: number; readonly max: number };
  /** Root volume of a node. */
  readonly diskSizeGiB: number;
  /** @default {} */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly taints?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
  }[];
  /**
   * How many nodes an update takes away at once: exactly one of the two.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
   */
  readonly update: { readonly maxUnavailable?: number; readonly maxUnavailablePercentage?: number };
}

/**
 * A managed node group:
 * - the group itself, its version and AMI release pinned, unhealthy nodes repaired
 * - a launch template: encrypted gp3 root volume, IMDSv2 with hop limit 1, so that pods can't reach the node's role
 * - the nodes' role
 *
 * Costs the instances and about 0.08 USD a month for each GiB of disk; the group itself is free.
 *
 * Never opens SSH (Session Manager instead: `aws ssm start-session --target <instance>`), never puts a node into a public
 * subnet, never has a fixed physical name: a replacement is made before the old group goes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export class ManagedNodes extends pulumi.ComponentResource {
  constructor(name: string, args: ManagedNodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:ManagedNodes", name, {}, opts);

    const { role, ready } = serviceRole(
      `${name}-node-role`,
      {
        region: args.region,
        service: "ec2.amazonaws.com",
        description: `Nodes of the managed node group ${name}`,
        policies: [
          "AmazonEKSWorkerNodePolicy",
          "AmazonEC2ContainerRegistryPullOnly",
          "AmazonSSMManagedInstanceCore",
          // The CNI runs with the node's permissions until the Pod Identity agent is an add-on here, which gives it its own.
          "AmazonEKS_CNI_Policy",
        ],
      },
      this,
    );
    const launchTemplate = this.launchTemplate(name, args);

    new eks.ManagedNodeGroup(
      name,
      {
        cluster: args.cluster,
        nodeRoleArn: role.arn,
        subnetIds: args.subnetIds,
        version: args.kubernetesVersion,
        releaseVersion: args.releaseVersion,
        amiType: args.amiType,
        instanceTypes: [...args.instanceTypes],
        capacityType: args.capacityType === "spot" ? "SPOT" : "ON_DEMAND",
        scalingConfig: { minSize: args.scaling.min, desiredSize: args.scaling.desired, maxSize: args.scaling.max },
        ignoreScalingChanges: true,
        launchTemplate: {
          id: launchTemplate.id,
          version: launchTemplate.latestVersion.apply(String),
        },
        labels: args.labels,
        taints: args.taints?.map(({ key, value, effect }) => ({ key, value, effect: taintEffects[effect] })),
      },
      remoteChildOf(this, { dependsOn: [...ready], transforms: [withUpdatesAndRepair(args.update)] }),
    );
    this.registerOutputs();
  }

  /** Not the component's own template, which allows pods two hops to the metadata service. */
  private launchTemplate(name: string, args: ManagedNodesArgs): aws.ec2.LaunchTemplate {
    const tags = { Name: pulumi.interpolate`${args.clusterName}-${name}` };
    return new aws.ec2.LaunchTemplate(
      name,
      {
        description: `Nodes of the managed node group ${name}`,
        blockDeviceMappings: [
          {
            deviceName: "/dev/xvda", // the root device of AL2023
            ebs: {
              volumeType: "gp3",
              volumeSize: args.diskSizeGiB,
              encrypted: "true",
              deleteOnTermination: "true",
            },
          },
        ],
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        tagSpecifications: [
          { resourceType: "instance", tags },
          { resourceType: "volume", tags },
        ],
      },
      { parent: this },
    );
  }
}

const taintEffects = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

/** Settings of a managed node group that `eks.ManagedNodeGroup` 4.3 has no inputs for. */
export const withUpdatesAndRepair =
  (update: ManagedNodesArgs["update"]): pulumi.ResourceTransform =>
  ({ type, props, opts }) =>
    type === "aws:eks/nodeGroup:NodeGroup"
      ? { props: { ...props, updateConfig: update, nodeRepairConfig: { enabled: true } }, opts }
      : undefined;
