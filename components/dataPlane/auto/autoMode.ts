import type * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import { serviceRole, type ServiceRoleArgs } from "../../iam/serviceRole";
import type { AutoModeSettings } from "./spec";

/**
 * What the cluster's role needs for it.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html
 */
export const autoModeClusterRole: Pick<ServiceRoleArgs, "policies" | "trustActions"> = {
  policies: [
    "AmazonEKSClusterPolicy",
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ],
  trustActions: ["sts:AssumeRole", "sts:TagSession"],
};

/**
 * EKS Auto Mode, a setting of the cluster: EKS makes, patches and ends nodes as pods need them, and brings their network,
 * names, storage, load balancers and Pod Identity along, so that no add-on is needed for them.
 *
 * Costs the instances and about 12 % of their on-demand price.
 *
 * The provider can't switch it off again: do that in EKS, then `pulumi refresh`, then take it out of the program.
 * https://github.com/pulumi/pulumi-aws/issues/5105
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/automode.html
 */
export interface AutoMode {
  readonly options: eks.types.input.AutoModeOptionsArgs;
  /** What the cluster depends on. */
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Use of the KMS key of volumes, which Auto Mode makes as the cluster's role. The key's own policy must leave it to IAM.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-kms.html
 */
export const useOfVolumeKey = (keyArn: string): Allowed[] => [
  {
    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    Resource: keyArn,
  },
  {
    Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    Resource: keyArn,
    Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
  },
];

/** The input of `eks.Cluster`, with a role of ours for the nodes: another one could not take its place later. */
export function autoModeOf(
  name: string,
  { region, nodePools }: Pick<AutoModeSettings, "nodePools"> & { readonly region: string },
  parent: pulumi.Resource,
): AutoMode {
  const { role, ready } = serviceRole(
    `${name}-auto-node-role`,
    {
      region,
      service: "ec2.amazonaws.com",
      description: "Nodes of EKS Auto Mode",
      policies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
    },
    parent,
  );
  const computeConfig = { nodePools: [...nodePools], nodeRoleArn: role.arn };
  return { options: { enabled: true, createNodeRole: false, computeConfig }, ready };
}
