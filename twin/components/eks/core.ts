import type * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { ClusterReference } from "./references";

type CoreData = eks.types.output.CoreData;

/** What node groups need of a cluster, from its output `core`. */
export interface Core extends Pick<
  CoreData,
  | "cluster"
  | "clusterSecurityGroup"
  | "eksNodeAccess"
  | "instanceRoles"
  | "nodeSecurityGroupTags"
  | "privateSubnetIds"
  | "publicSubnetIds"
  | "subnetIds"
  | "tags"
  | "vpcId"
> {
  readonly nodeGroupOptions: {
    readonly instanceProfile?: aws.iam.InstanceProfile;
    readonly instanceProfileName?: string;
    readonly nodeSecurityGroup?: aws.ec2.SecurityGroup;
  };
  readonly vpcCni?: pulumi.Resource;
}

/** Node groups take the cluster itself or its output `core`. */
export function coreOf(cluster: eks.ManagedNodeGroupArgs["cluster"]): pulumi.Output<Core> {
  return pulumi.output(cluster).apply((given) => {
    const known: unknown = given;
    return known instanceof ClusterReference ? known.core : pulumi.output(known as Core);
  });
}
