import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";

export interface ClusterNetwork {
  readonly vpcId: pulumi.Output<string>;
  /** Subnets of the control plane: public ones first. */
  readonly subnetIds: pulumi.Output<string[]>;
}

/** The VPC and subnets that are given, or the account's default VPC with all its subnets. */
export function clusterNetwork(args: eks.ClusterArgs, parent: pulumi.Resource): ClusterNetwork {
  const vpcId = pulumi.output(args.vpcId ?? aws.ec2.getVpc({ default: true }, eksChild(parent)).then(({ id }) => id));
  return { vpcId, subnetIds: subnetIdsOf(args, vpcId, parent) };
}

function subnetIdsOf(args: eks.ClusterArgs, vpcId: pulumi.Output<string>, parent: pulumi.Resource) {
  if (args.subnetIds) return pulumi.output(args.subnetIds);
  if (args.publicSubnetIds || args.privateSubnetIds) {
    return pulumi
      .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
      .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]);
  }
  if (args.vpcId) return pulumi.output<string[]>([]);
  return vpcId.apply((id) =>
    aws.ec2.getSubnets({ filters: [{ name: "vpc-id", values: [id] }] }, eksChild(parent)).then(({ ids }) => ids),
  );
}
