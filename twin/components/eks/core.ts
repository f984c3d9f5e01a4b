import type * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";

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
