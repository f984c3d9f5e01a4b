import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { ServiceRole } from "./serviceRole";

/** The roles that nodes may have. */
export interface NodeIdentity {
  readonly instanceRoles: pulumi.Output<aws.iam.Role[]>;
  /** The role that gets an access entry of its own. */
  readonly defaultRole?: pulumi.Output<aws.iam.Role>;
  /** For the nodes of the default group. */
  readonly instanceProfile?: aws.iam.InstanceProfile;
}

/** Takes the roles that are given; makes one where a default node group, or `createInstanceRole`, asks for it. */
export function createNodeIdentity(
  name: string,
  args: eks.ClusterArgs,
  partition: pulumi.Input<string>,
  hasDefaultNodeGroup: boolean,
  parent: pulumi.ComponentResource,
): NodeIdentity {
  const profileFor = (role: pulumi.Input<aws.iam.Role>) =>
    new aws.iam.InstanceProfile(`${name}-instanceProfile`, { role }, eksChild(parent));

  if (args.instanceRoles) return { instanceRoles: pulumi.output(args.instanceRoles) };
  if (args.instanceRole) {
    const role = pulumi.output(args.instanceRole);
    return {
      instanceRoles: pulumi.output([role]),
      defaultRole: role,
      instanceProfile: hasDefaultNodeGroup ? profileFor(role) : undefined,
    };
  }
  // Fargate and auto mode have no default group either, but only `skipDefaultNodeGroup` keeps the component from making the role.
  const wantsRole = args.createInstanceRole ?? !args.skipDefaultNodeGroup;
  if (!wantsRole) return { instanceRoles: pulumi.output([]) };
  const role = new ServiceRole(
    `${name}-instanceRole`,
    {
      service: "ec2.amazonaws.com",
      managedPolicies: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
      partition,
      tags: args.tags,
    },
    { parent },
  ).resolvedRole;
  return { instanceRoles: pulumi.output([role]), defaultRole: role, instanceProfile: profileFor(role) };
}
