import { FARGATE_PROFILE, CLUSTER, NODE_GROUP } from "../eks/context";
import type { Call } from "../resourceType";

/** Roles that AWS makes for its services, and with what in the account; they stay when that is gone. */
const roles: Readonly<Record<string, { readonly service: string; readonly madeWith: readonly string[] }>> = {
  AWSServiceRoleForAmazonEKS: { service: "eks.amazonaws.com", madeWith: [CLUSTER] },
  AWSServiceRoleForAmazonEKSNodegroup: { service: "eks-nodegroup.amazonaws.com", madeWith: [NODE_GROUP] },
  AWSServiceRoleForAmazonEKSForFargate: { service: "eks-fargate.amazonaws.com", madeWith: [FARGATE_PROFILE] },
  AWSServiceRoleForAmazonElasticFileSystem: {
    service: "elasticfilesystem.amazonaws.com",
    madeWith: ["aws:efs/fileSystem:FileSystem"],
  },
  AWSServiceRoleForAutoScaling: {
    service: "autoscaling.amazonaws.com",
    madeWith: [NODE_GROUP, "aws:autoscaling/group:Group"],
  },
  AWSServiceRoleForEC2Spot: { service: "spot.amazonaws.com", madeWith: [] },
};

/** The ARN of a service-linked role: a new account has those of what is in it, any other account has been used before. */
export function serviceLinkedRoleArn({ account, isNewAccount }: Call, name: string): string | undefined {
  const role = roles[name];
  if (!role || (isNewAccount && !role.madeWith.some((type) => account.list(type).length > 0))) return undefined;
  return `arn:aws:iam::${account.id}:role/aws-service-role/${role.service}/${name}`;
}

export const isServiceLinkedRole = (name: string): boolean => name.startsWith("AWSServiceRoleFor");
