import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { serviceRole, type ServiceRole } from "../serviceRole";
import type { KubeletSettings } from "./kubelet";

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: "NoSchedule" | "NoExecute" | "PreferNoSchedule";
}

/** What a group of EC2 nodes is like, managed or self-managed. */
export interface NodeGroupArgs {
  /**
   * Image of the instance types' architecture.
   * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html
   */
  readonly amiType: string;
  /** Most wanted first, all of one architecture. */
  readonly instanceTypes: readonly string[];
  readonly capacityType: "on-demand" | "spot";
  /** `desired` counts at creation only: from then on it is the autoscaler's. */
  readonly scaling: { readonly min: number; readonly desired: number; readonly max: number };
  /**
   * Makes a group for each zone, `<name>-<zone letter>`, each of the size that `scaling` says: an autoscaler can then add a
   * node where a pod's volume is.
   * @default false
   */
  readonly perZone?: boolean;
  /** Volume for images, logs and pods. */
  readonly diskSizeGiB: number;
  /** @default {} */
  readonly labels?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly taints?: readonly Taint[];
}

/** Where a group of EC2 nodes is, and what it starts from. */
export interface NodeContext {
  readonly region: string;
  readonly cluster: eks.Cluster;
  readonly clusterName: pulumi.Input<string>;
  /** Private subnets, one for each of `availabilityZones`, in their order. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly availabilityZones: readonly string[];
  /** Security group of the nodes. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Kubernetes minor of the nodes, never newer than the control plane. */
  readonly kubernetesVersion: string;
  /**
   * AMI release: `1.36.4-20260930` for AL2023, `1.65.0-0be31b34` for Bottlerocket.
   * @see https://github.com/awslabs/amazon-eks-ami/releases
   * @see https://github.com/bottlerocket-os/bottlerocket/releases
   */
  readonly releaseVersion: string;
  readonly kubelet: KubeletSettings;
}

/** The group itself in all of its subnets, or a group for each zone. */
export function zonalGroups(
  name: string,
  { perZone = false, subnetIds, availabilityZones }: Pick<NodeGroupArgs, "perZone"> & NodeContext,
): { readonly name: string; readonly subnetIds: pulumi.Input<string[]> }[] {
  if (!perZone) return [{ name, subnetIds }];
  return availabilityZones.map((zone, index) => ({
    name: `${name}-${zone.slice(-1)}`,
    subnetIds: pulumi.output(subnetIds).apply((ids) => ids.slice(index, index + 1)),
  }));
}

/** The role of EC2 nodes. What pods and the CNI need of AWS is not among it: they have roles of their own. */
export const nodeRole = (name: string, description: string, region: string, parent: pulumi.Resource): ServiceRole =>
  serviceRole(
    `${name}-node-role`,
    {
      region,
      service: "ec2.amazonaws.com",
      description,
      policies: [
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
        "AmazonSSMManagedInstanceCore", // the way in for people, in place of SSH
      ],
    },
    parent,
  );
