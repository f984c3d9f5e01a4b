import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { awsxChild } from "../children";
import { isOfType, type SubnetType } from "./subnetSpecs";

type EndpointSpec = awsx.types.input.ec2.VpcEndpointSpecArgs;
type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/** What endpoints are connected to. */
export interface EndpointNetwork {
  readonly vpc: aws.ec2.Vpc;
  readonly subnets: readonly {
    readonly planned: { readonly type: SubnetType; readonly zone: string };
    readonly resource: aws.ec2.Subnet;
  }[];
  readonly zones: readonly string[];
  readonly routeTables: readonly aws.ec2.RouteTable[];
  readonly tags: Tags;
}

/**
 * The endpoints of the VPC, named after their services.
 *
 * With the strategy `Auto`, gateway endpoints get every route table, interface endpoints a subnet in each zone, a security group of their own and private DNS.
 */
export class VpcEndpoints {
  /** The VPC's DNS settings: private DNS of interface endpoints needs both. */
  readonly dns: Pick<awsx.ec2.VpcArgs, "enableDnsHostnames" | "enableDnsSupport">;
  private readonly specs: readonly EndpointSpec[];
  private readonly auto: boolean;

  constructor(
    private readonly component: pulumi.ComponentResource,
    args: awsx.ec2.VpcArgs,
  ) {
    this.specs = args.vpcEndpointSpecs ?? [];
    this.auto = args.vpcEndpointStrategy === "Auto";
    const { enableDnsHostnames, enableDnsSupport } = args;
    const privateDns = this.specs.some((spec) => this.typeOf(spec) === "interface" && (spec.privateDnsEnabled ?? true));
    if (!this.auto || !privateDns) {
      this.dns = { enableDnsHostnames, enableDnsSupport };
      return;
    }
    for (const [setting, value] of Object.entries({ enableDnsHostnames, enableDnsSupport })) {
      if (value !== false) continue;
      throw new Error(
        `vpcEndpointStrategy "Auto" requires ${setting} to be true when Interface endpoint private DNS is enabled.`,
      );
    }
    this.dns = { enableDnsHostnames: enableDnsHostnames ?? true, enableDnsSupport: enableDnsSupport ?? true };
  }

  async create(network: EndpointNetwork): Promise<aws.ec2.VpcEndpoint[]> {
    const endpoints: aws.ec2.VpcEndpoint[] = [];
    for (const spec of this.specs) {
      if (!this.auto) await this.warnIfIncomplete(spec);
      endpoints.push(this.createEndpoint(spec, network));
    }
    return endpoints;
  }

  private createEndpoint(spec: EndpointSpec, network: EndpointNetwork): aws.ec2.VpcEndpoint {
    const { vpc, routeTables } = network;
    const type = this.auto ? this.typeOf(spec) : undefined;
    const tags = { ...network.tags, ...(spec.tags as Tags) };
    const ownSubnets = spec.subnetIds === undefined && spec.subnetConfigurations === undefined;
    const { serviceName } = spec;
    return new aws.ec2.VpcEndpoint(
      serviceName,
      {
        ...spec,
        privateDnsEnabled: spec.privateDnsEnabled ?? (type === "interface" ? true : undefined),
        routeTableIds: spec.routeTableIds ?? (type === "gateway" ? routeTables.map((table) => table.id) : undefined),
        securityGroupIds:
          spec.securityGroupIds ?? (type === "interface" ? [this.createSecurityGroup(spec, vpc, tags).id] : undefined),
        subnetIds: type === "interface" && ownSubnets ? subnetPerZone(network) : spec.subnetIds,
        tags,
        vpcId: vpc.id,
      },
      { ...awsxChild(vpc), dependsOn: [vpc] },
    );
  }

  private createSecurityGroup({ serviceName, ipAddressType }: EndpointSpec, vpc: aws.ec2.Vpc, tags: Tags) {
    const group = new aws.ec2.SecurityGroup(
      `${serviceName}-sg`,
      { vpcId: vpc.id, tags },
      { ...awsxChild(vpc), dependsOn: [vpc] },
    );
    const ipv6 = typeof ipAddressType === "string" && ["ipv6", "dualstack"].includes(ipAddressType.toLowerCase());
    new aws.ec2.SecurityGroupRule(
      `${serviceName}-ingress`,
      {
        type: "ingress",
        securityGroupId: group.id,
        protocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrBlocks: [vpc.cidrBlock],
        ipv6CidrBlocks: ipv6 ? [vpc.ipv6CidrBlock] : undefined,
      },
      { ...awsxChild(vpc), dependsOn: [group] },
    );
    return group;
  }

  private async warnIfIncomplete(spec: EndpointSpec): Promise<void> {
    const type = this.typeOf(spec);
    const subnetsMissing = spec.subnetIds === undefined && spec.subnetConfigurations === undefined;
    if (type === "interface" && subnetsMissing) {
      await pulumi.log.warn(
        `VPC endpoint "${spec.serviceName}" is an Interface endpoint without subnetIds or subnetConfigurations. ` +
          `Specify vpcEndpointStrategy: "Auto" to use generated VPC subnets.`,
        this.component,
      );
    }
    if (type === "gateway" && spec.routeTableIds === undefined) {
      await pulumi.log.warn(
        `VPC endpoint "${spec.serviceName}" is a Gateway endpoint without routeTableIds. ` +
          `Specify vpcEndpointStrategy: "Auto" to use generated VPC route tables.`,
        this.component,
      );
    }
  }

  private typeOf({ serviceName, vpcEndpointType = "gateway" }: EndpointSpec): string | undefined {
    if (typeof vpcEndpointType === "string") return vpcEndpointType.toLowerCase();
    if (!this.auto) return undefined;
    throw new Error(
      `vpcEndpointStrategy "Auto" requires vpcEndpointType for endpoint "${serviceName}" to be omitted or a plain string. ` +
        `Use vpcEndpointStrategy "Legacy" for dynamic endpoint types.`,
    );
  }
}

/** A subnet in each zone: private if there is one, else isolated, else public. */
function subnetPerZone({ subnets, zones }: EndpointNetwork): pulumi.Output<string>[] {
  const preference: SubnetType[] = ["Private", "Isolated", "Public"];
  return zones.flatMap((zone) => {
    const inZone = subnets.filter(({ planned }) => planned.zone === zone);
    const candidates = preference.flatMap((type) => inZone.filter(({ planned }) => isOfType(planned, type)));
    return candidates.slice(0, 1).map(({ resource }) => resource.id);
  });
}
