import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { serviceRole, type TrustedRole } from "../../iam/serviceRole";
import type { NodeKubelet } from "./kubelet.spec";
import type { NodeSettings } from "./spec";

/** Where a group of EC2 nodes is, and what it starts from. */
export interface NodeContext {
  readonly region: string;
  readonly cluster: eks.Cluster;
  readonly clusterName: string;
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
  readonly kubelet: NodeKubelet;
  /** Of instances, their volumes and interfaces, besides the name. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * KMS key of the volumes, which whoever launches instances may use.
   * @default the account's own key for EBS
   */
  readonly ebsKmsKeyArn?: string;
}

/** The group itself in all of its subnets, or a group for each zone. */
export function zonalGroups(
  name: string,
  { perZone, subnetIds, availabilityZones }: Pick<NodeSettings, "perZone"> & NodeContext,
): { readonly name: string; readonly subnetIds: pulumi.Input<string[]> }[] {
  if (!perZone) return [{ name, subnetIds }];
  return availabilityZones.map((zone, index) => ({
    name: `${name}-${zone.slice(-1)}`,
    subnetIds: pulumi.output(subnetIds).apply((ids) => ids.slice(index, index + 1)),
  }));
}

/** The role of EC2 nodes. What pods and the CNI need of AWS is not among it: they have roles of their own. */
export const nodeRole = (name: string, description: string, region: string, parent: pulumi.Resource): TrustedRole =>
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
