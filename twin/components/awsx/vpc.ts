import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { awsxChild, type ChildOptions } from "../children";
import { type Component, refuseUnknownInputs, requirePlain, unsupported } from "../inputs";
import { VpcEndpoints } from "./vpcEndpoints";
import { inCreationOrder, type PlannedSubnet, planSubnets, requireDistinctZoneSuffixes } from "./subnetLayout";
import { isExplicit, isOfType } from "./subnetSpecs";

const inputs: readonly (keyof awsx.ec2.VpcArgs)[] = [
  "availabilityZoneCidrMask",
  "availabilityZoneNames",
  "cidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "enableNetworkAddressUsageMetrics",
  "instanceTenancy",
  "natGateways",
  "numberOfAvailabilityZones",
  "subnetNameTagStrategy",
  "subnetSpecs",
  "subnetStrategy",
  "tags",
  "vpcEndpointSpecs",
  "vpcEndpointStrategy",
];
const subnetSpecInputs = ["cidrBlocks", "cidrMask", "name", "size", "tags", "type"];

type NatStrategy = "OnePerAz" | "Single" | "None";
type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/** Stand-in for `awsx.ec2.Vpc`: the VPC, an internet gateway, and in every zone each kind of subnet with its route table, NAT gateways and endpoints. */
export class Vpc extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;
  private readonly component: Component;
  private readonly tags: Tags;

  constructor(
    private readonly name: string,
    private readonly args: awsx.ec2.VpcArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const component = { type: "awsx:ec2:Vpc", name };
    refuseUnknownInputs(component, args, inputs);
    requirePlain(component, args, ["tags"]);
    args.subnetSpecs?.forEach((spec, index) =>
      refuseUnknownInputs(component, spec, subnetSpecInputs, `subnetSpecs[${index}].`),
    );
    super(component.type, name, {}, opts);
    this.component = component;
    this.tags = args.tags as Tags;

    // One output for everything, as in the component: in a first preview each list of ids is unknown as a whole, and each output depends on all subnets.
    const network = pulumi.output(this.createNetwork());
    this.outputs = {
      eips: network.eips,
      internetGateway: network.internetGateway,
      isolatedSubnetIds: network.isolatedSubnetIds,
      isolatedSubnets: network.isolatedSubnets,
      natGateways: network.natGateways,
      privateSubnetIds: network.privateSubnetIds,
      privateSubnets: network.privateSubnets,
      publicSubnetIds: network.publicSubnetIds,
      publicSubnets: network.publicSubnets,
      routeTableAssociations: network.routeTableAssociations,
      routeTables: network.routeTables,
      routes: network.routes,
      subnetLayout: network.subnetLayout,
      subnets: network.subnets,
      vpc: network.vpc,
      vpcEndpoints: network.vpcEndpoints,
      vpcId: network.vpcId,
    };
    // The component registers no outputs: the engine's state of it has none.
    this.registerOutputs({});
  }

  private async createNetwork() {
    const { name, args, tags } = this;
    const child = awsxChild(this);
    const endpoints = new VpcEndpoints(this, args);
    const zones = await this.availabilityZones(child);
    const natStrategy = natGatewayStrategy(args, zones);
    if (args.subnetNameTagStrategy === "AvailabilityZone") requireDistinctZoneSuffixes(zones);
    const { subnets: plannedSubnets, layout } = this.planSubnets(zones);
    requireSubnetsForNat(natStrategy, plannedSubnets);

    const vpc = new aws.ec2.Vpc(
      name,
      {
        cidrBlock: this.cidrBlock,
        enableDnsHostnames: endpoints.dns.enableDnsHostnames,
        enableDnsSupport: endpoints.dns.enableDnsSupport,
        enableNetworkAddressUsageMetrics: args.enableNetworkAddressUsageMetrics,
        instanceTenancy: args.instanceTenancy,
        tags: { Name: name, ...tags },
      },
      child,
    );
    const inVpc = { ...child, parent: vpc, dependsOn: [vpc] };
    const internetGateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: name, ...tags } }, inVpc);

    const subnets: { readonly planned: PlannedSubnet<Tags>; readonly resource: aws.ec2.Subnet }[] = [];
    const routeTables: aws.ec2.RouteTable[] = [];
    const routeTableAssociations: aws.ec2.RouteTableAssociation[] = [];
    const routes: aws.ec2.Route[] = [];
    const natGateways: aws.ec2.NatGateway[] = [];
    const eips: aws.ec2.Eip[] = [];

    for (const [zoneIndex, zone] of zones.entries()) {
      for (const planned of inCreationOrder(plannedSubnets.filter((subnet) => subnet.zone === zone))) {
        const subnet = this.createSubnet(planned, vpc, inVpc);
        subnets.push({ planned, resource: subnet });
        const inSubnet = { ...child, parent: subnet, dependsOn: [subnet] };
        const routeTable = new aws.ec2.RouteTable(
          planned.name,
          { vpcId: vpc.id, tags: { ...tags, Name: planned.nameTag, SubnetType: planned.type } },
          inSubnet,
        );
        routeTables.push(routeTable);
        const inRouteTable = { ...child, parent: routeTable, dependsOn: [routeTable] };
        routeTableAssociations.push(
          new aws.ec2.RouteTableAssociation(
            planned.name,
            { routeTableId: routeTable.id, subnetId: subnet.id },
            inRouteTable,
          ),
        );

        const gatewaysWanted = { OnePerAz: zoneIndex + 1, Single: 1, None: 0 }[natStrategy];
        if (isOfType(planned, "Public") && natGateways.length < gatewaysWanted) {
          const gatewayTags = { ...tags, Name: `${name}-${zoneIndex + 1}` };
          let allocationId = args.natGateways?.elasticIpAllocationIds?.[zoneIndex];
          if (allocationId === undefined) {
            const eip = new aws.ec2.Eip(`${name}-${zoneIndex + 1}`, { tags: gatewayTags }, inSubnet);
            eips.push(eip);
            allocationId = eip.allocationId;
          }
          natGateways.push(
            new aws.ec2.NatGateway(
              `${name}-${zoneIndex + 1}`,
              { subnetId: subnet.id, allocationId, tags: gatewayTags },
              inSubnet,
            ),
          );
        }

        const natGateway = natGateways[natStrategy === "Single" ? 0 : zoneIndex];
        const target = isOfType(planned, "Public")
          ? { gatewayId: internetGateway.id }
          : isOfType(planned, "Private") && natGateway && { natGatewayId: natGateway.id };
        if (target) {
          routes.push(
            new aws.ec2.Route(
              planned.name,
              { routeTableId: routeTable.id, destinationCidrBlock: "0.0.0.0/0", ...target },
              inRouteTable,
            ),
          );
        }
      }
    }

    const ofType = (type: "Public" | "Private" | "Isolated") =>
      subnets.filter(({ planned }) => isOfType(planned, type)).map(({ resource }) => resource);
    const vpcEndpoints = await endpoints.create({ vpc, subnets, zones, routeTables, tags: { Name: name, ...tags } });
    return {
      eips,
      internetGateway,
      isolatedSubnetIds: ofType("Isolated").map((subnet) => subnet.id),
      isolatedSubnets: ofType("Isolated"),
      natGateways,
      privateSubnetIds: ofType("Private").map((subnet) => subnet.id),
      privateSubnets: ofType("Private"),
      publicSubnetIds: ofType("Public").map((subnet) => subnet.id),
      publicSubnets: ofType("Public"),
      routeTableAssociations,
      routeTables,
      routes,
      subnetLayout: layout,
      subnets: subnets.map(({ resource }) => resource),
      vpc,
      vpcEndpoints,
      vpcId: vpc.id,
    };
  }

  private get cidrBlock(): string {
    return this.args.cidrBlock ?? "10.0.0.0/16";
  }

  private async availabilityZones(child: ChildOptions): Promise<string[]> {
    const { availabilityZoneNames, numberOfAvailabilityZones } = this.args;
    if (availabilityZoneNames && numberOfAvailabilityZones) {
      throw new Error("Only one of [availabilityZoneNames] and [numberOfAvailabilityZones] can be specified");
    }
    if (availabilityZoneNames) return availabilityZoneNames;
    const wanted = numberOfAvailabilityZones ?? 3;
    const { names } = await aws.getAvailabilityZones({}, child);
    if (names.length < wanted) {
      throw new Error(
        `The configured region for this provider does not have at least ${wanted} Availability Zones. Either specify an explicit list ` +
          `of zones in availabilityZoneNames or choose a region with at least ${wanted} AZs.`,
      );
    }
    return names.slice(0, wanted);
  }

  private planSubnets(zones: readonly string[]) {
    const { name, args } = this;
    const strategy = args.subnetStrategy ?? "Legacy";
    if (strategy === "AutoMerge") throw unsupported(this.component, "subnetStrategy 'AutoMerge'");
    const plan = planSubnets<Tags>({
      vpcName: name,
      vpcCidrBlock: this.cidrBlock,
      zones,
      strategy,
      specs: args.subnetSpecs?.map((spec) => ({ ...spec, tags: spec.tags as Tags })),
      zoneCidrMask: args.availabilityZoneCidrMask,
      nameTagStrategy: args.subnetNameTagStrategy ?? "Legacy",
    });
    if (!args.subnetStrategy && args.subnetSpecs && !isExplicit(args.subnetSpecs)) {
      void pulumi.log.warn(
        'The default subnetStrategy will change from "Legacy" to "Auto" in the next major version. Please specify the subnetStrategy ' +
          `explicitly. The current subnet layout can be specified via "Auto" as:\n\n${JSON.stringify(plan.layout)}`,
        this,
      );
    }
    return plan;
  }

  private createSubnet(planned: PlannedSubnet<Tags>, vpc: aws.ec2.Vpc, opts: pulumi.CustomResourceOptions) {
    return new aws.ec2.Subnet(
      planned.name,
      {
        vpcId: vpc.id,
        availabilityZone: planned.zone,
        mapPublicIpOnLaunch: isOfType(planned, "Public"),
        cidrBlock: planned.cidrBlock,
        assignIpv6AddressOnCreation: false,
        // The component derives it from the VPC's: unknown in a first preview, and then undefined.
        ipv6CidrBlock: vpc.ipv6CidrBlock.apply((): string | undefined => undefined),
        tags: { ...this.tags, ...planned.tags, Name: planned.nameTag, SubnetType: planned.type },
      },
      opts,
    );
  }
}

function natGatewayStrategy(args: awsx.ec2.VpcArgs, zones: readonly string[]): NatStrategy {
  const given = args.natGateways?.strategy ?? "OnePerAz";
  const strategies: readonly NatStrategy[] = ["OnePerAz", "Single", "None"];
  const strategy = strategies.find((known) => known.toLowerCase() === given.toLowerCase());
  const addresses = args.natGateways?.elasticIpAllocationIds?.length ?? 0;
  switch (strategy) {
    case undefined:
      throw new Error(`Unknown NatGatewayStrategy '${given}'`);
    case "None":
      if (addresses > 0) {
        throw new Error(`Elastic IP allocation IDs cannot be specified when NAT Gateway strategy is '${given}'.`);
      }
      return strategy;
    case "Single":
      if (addresses > 1) {
        throw new Error(`Exactly one Elastic IP may be specified when NAT Gateway strategy is '${given}'.`);
      }
      return strategy;
    case "OnePerAz":
      if (addresses > 0 && addresses !== zones.length) {
        throw new Error(
          `The number of Elastic IPs, if specified, must match the number of availability zones for the VPC (${zones.length}) ` +
            `when NAT Gateway strategy is '${given}'`,
        );
      }
      return strategy;
  }
}

function requireSubnetsForNat(strategy: NatStrategy, subnets: readonly PlannedSubnet<Tags>[]): void {
  const has = (type: "Public" | "Private" | "Isolated") => subnets.some((subnet) => isOfType(subnet, type));
  if (strategy === "None" || (has("Public") && (has("Private") || has("Isolated")))) return;
  throw new Error(
    "If NAT Gateway strategy is 'OnePerAz' or 'Single', public subnets must be declared to host the NAT Gateway resource, along " +
      "with private or isolated subnets to route through it.",
  );
}
