import * as aws from "@pulumi/aws";
import type * as ec2 from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { podSubnetCidr } from "../../capacity/subnets";

export interface PodSubnetsArgs {
  readonly vpc: ec2.Vpc;
  readonly cidrBlock: string;
  readonly availabilityZones: readonly string[];
}

/**
 * Subnets for pods alone:
 * - a further range of the VPC
 * - a subnet of it in each zone, tagged for the VPC CNI, which puts the interfaces of pods there
 * - the way out of the zone's private subnet, by its route table
 *
 * Free of charge. What leaves the VPC from there has the address of its node, which is in the private subnet.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-subnet-selection.html
 */
export class PodSubnets extends pulumi.ComponentResource {
  /** By Availability Zone. */
  readonly subnetIds: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: PodSubnetsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:network:PodSubnets", name, {}, opts);
    const { vpc, cidrBlock, availabilityZones } = args;
    const parent = { parent: this };
    const range = new aws.ec2.VpcIpv4CidrBlockAssociation(name, { vpcId: vpc.vpcId, cidrBlock }, parent);
    const tables = routeTables(vpc);
    const subnets = availabilityZones.map((availabilityZone, index) => {
      const subnet = new aws.ec2.Subnet(
        `${name}-${availabilityZone}`,
        {
          vpcId: range.vpcId,
          availabilityZone,
          cidrBlock: podSubnetCidr(cidrBlock, availabilityZones.length, index),
          tags: { Name: `${name}-${availabilityZone}`, "kubernetes.io/role/cni": "1" },
        },
        { ...parent, dependsOn: range },
      );
      new aws.ec2.RouteTableAssociation(
        `${name}-${availabilityZone}`,
        {
          subnetId: subnet.id,
          routeTableId: pulumi.all([vpc.privateSubnetIds, tables]).apply(([ids, all]) => all[ids[index] ?? ""] ?? ""),
        },
        parent,
      );
      return [availabilityZone, subnet.id] as const;
    });
    this.subnetIds = Object.fromEntries(subnets);
    this.registerOutputs({ subnetIds: this.subnetIds });
  }
}

/** Route tables of the VPC, by the subnet that uses each. */
const routeTables = (vpc: ec2.Vpc): pulumi.Output<Record<string, string>> =>
  vpc.routeTableAssociations
    .apply((associations) => pulumi.all(associations.map(({ subnetId, routeTableId }) => [subnetId, routeTableId])))
    .apply((pairs) => Object.fromEntries(pairs) as Record<string, string>);
