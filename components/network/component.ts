import * as aws from "@pulumi/aws";
import * as ec2 from "@pulumi/awsx/ec2"; // the whole package takes 0.15 s longer to load
import * as pulumi from "@pulumi/pulumi";
import { checkZones } from "./availabilityZones";
import { FlowLogs } from "./flowLogs";
import { PodSubnets } from "./podSubnets";
import type { Place } from "../iam/partition";
import { remoteChildOf } from "../remote";
import type { NetworkSettings } from "./spec";

/** The section `network` of an environment, and what surrounds it. */
export interface NetworkArgs extends NetworkSettings, Place {
  /** Name of the cluster that discovers the subnets by their tags. */
  readonly clusterName: string;
  /** Protects the VPC and its flow logs against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * The network of one cluster:
 * - a VPC with a private and a public subnet in every zone, tagged for load balancers, the VPC CNI and Karpenter
 * - subnets for pods alone, if asked for, in a further range
 * - NAT gateways, as `natGateways` says; with none of them no public subnet, and no internet gateway at the VPC
 * - the VPC's default security group, closed
 * - a gateway endpoint for S3, and the interface endpoints asked for, behind one security group
 * - flow logs to CloudWatch, if asked for
 *
 * Costs: a NAT gateway with its public address some 40 USD a month and 0.05 USD a GB; an interface endpoint 8 to 9 USD
 * a month and zone; flow logs 0.50 USD a GB. The S3 endpoint is free and takes image layers off the NAT gateways.
 *
 * Never peers, never routes anywhere else.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string[]>;
  readonly publicSubnetIds: pulumi.Output<string[]>;
  /**
   * Subnets for pods alone. Nodes depend on them: the interfaces of their pods are there until they have gone.
   * @default none
   */
  readonly podSubnets?: PodSubnets;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:network:Network", name, {}, opts);
    checkZones(args.availabilityZones, this);
    const isIsolated = args.natGateways === "none";

    const vpc = new ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        availabilityZoneNames: [...args.availabilityZones],
        enableDnsHostnames: true, // private DNS of interface endpoints needs both
        enableDnsSupport: true,
        natGateways: { strategy: natStrategies[args.natGateways] },
        subnetStrategy: ec2.SubnetAllocationStrategy.Auto,
        // The largest block first: a small one before it would leave the large one unaligned.
        subnetSpecs: [
          {
            type: ec2.SubnetType.Private,
            cidrMask: args.subnets.private.prefixLength,
            tags: {
              "kubernetes.io/role/internal-elb": "1",
              // Without pods of its own, a node's primary interface serves none: v1.22 of the CNI and later.
              "kubernetes.io/role/cni": args.podSubnets ? "0" : "1",
              "karpenter.sh/discovery": args.clusterName,
            },
          },
          ...(isIsolated
            ? []
            : [
                {
                  type: ec2.SubnetType.Public,
                  cidrMask: args.subnets.public.prefixLength,
                  tags: { "kubernetes.io/role/elb": "1" },
                },
              ]),
        ],
      },
      remoteChildOf(this, {
        protect: args.deletionProtection,
        transforms: isIsolated ? [withoutInternetGateway] : [],
      }),
    );
    this.vpcId = vpc.vpcId;
    this.privateSubnetIds = vpc.privateSubnetIds;
    this.publicSubnetIds = vpc.publicSubnetIds;

    if (args.podSubnets) {
      const { availabilityZones } = args;
      const { cidrBlock } = args.podSubnets;
      this.podSubnets = new PodSubnets(`${name}-pods`, { vpc, cidrBlock, availabilityZones }, { parent: this });
    }

    // Adopted without rules: what is put into it by mistake reaches nothing.
    new aws.ec2.DefaultSecurityGroup(
      `${name}-default`,
      { vpcId: this.vpcId, tags: { Name: `${name}-default` } },
      { parent: this },
    );
    this.s3Endpoint(name, args.region, vpc);
    if (args.interfaceEndpoints.length > 0) this.interfaceEndpoints(name, args);
    if (args.flowLogs) {
      new FlowLogs(`${name}-flow-logs`, { ...args, ...args.flowLogs, vpcId: this.vpcId }, { parent: this });
    }

    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
    });
  }

  // Endpoints are not awsx's: it names them by service alone and gives each a security group of its own.

  private s3Endpoint(name: string, region: string, vpc: ec2.Vpc): void {
    new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: this.vpcId,
        vpcEndpointType: "Gateway",
        serviceName: `com.amazonaws.${region}.s3`,
        routeTableIds: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
        tags: { Name: `${name}-s3` },
      },
      { parent: this },
    );
  }

  private interfaceEndpoints(name: string, args: NetworkArgs): void {
    const securityGroup = new aws.ec2.SecurityGroup(
      `${name}-endpoints`,
      {
        vpcId: this.vpcId,
        description: "HTTPS from within the VPC to the interface endpoints of AWS services",
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: rangesOf(args) }],
        tags: { Name: `${name}-endpoints` },
      },
      { parent: this },
    );
    for (const service of args.interfaceEndpoints) {
      new aws.ec2.VpcEndpoint(
        `${name}-${service}`,
        {
          vpcId: this.vpcId,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${args.region}.${service}`,
          subnetIds: this.privateSubnetIds,
          securityGroupIds: [securityGroup.id],
          privateDnsEnabled: true,
          tags: { Name: `${name}-${service}` },
        },
        { parent: this },
      );
    }
  }
}

/**
 * awsx makes an internet gateway in any case: it stays unattached.
 * @see https://github.com/pulumi/pulumi-awsx/blob/master/awsx/ec2/vpc.ts
 */
export const withoutInternetGateway: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:ec2/internetGateway:InternetGateway" ? { props: { ...props, vpcId: undefined }, opts } : undefined;

const rangesOf = ({ cidrBlock, podSubnets }: NetworkArgs): string[] =>
  podSubnets ? [cidrBlock, podSubnets.cidrBlock] : [cidrBlock];

const natStrategies = {
  none: ec2.NatGatewayStrategy.None,
  single: ec2.NatGatewayStrategy.Single,
  onePerAz: ec2.NatGatewayStrategy.OnePerAz,
} as const;
