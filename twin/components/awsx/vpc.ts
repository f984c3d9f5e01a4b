import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { addressCount } from "../../../capacity/cidr";
import { awsxChild, type ChildOptions } from "../children";
import { refuseUnknownInputs, requireValue } from "../inputs";
import { inCreationOrder, type PlannedSubnet, planSubnets, type SubnetSpec, type SubnetType } from "./subnetLayout";

const inputs: readonly (keyof awsx.ec2.VpcArgs)[] = [
  "availabilityZoneNames",
  "cidrBlock",
  "enableDnsHostnames",
  "enableDnsSupport",
  "natGateways",
  "numberOfAvailabilityZones",
  "subnetSpecs",
  "subnetStrategy",
  "tags",
];
const strategies = ["OnePerAz", "Single", "None"] as const;

type NatStrategy = (typeof strategies)[number];
type Tags = Readonly<Record<string, pulumi.Input<string>>>;

/** Stand-in for `awsx.ec2.Vpc`: the VPC, an internet gateway, and in every zone each kind of subnet with its route table, and NAT gateways. */
export class Vpc extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;
  private readonly cidrBlock: string;
  private readonly natStrategy: NatStrategy;
  private readonly specs: readonly SubnetSpec<Tags>[];
  private readonly tags: Tags;

  constructor(
    private readonly name: string,
    private readonly args: awsx.ec2.VpcArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const component = { type: "awsx:ec2:Vpc", name };
    const { natGateways, subnetSpecs = [] } = args;
    refuseUnknownInputs(component, args, inputs);
    refuseUnknownInputs(component, natGateways ?? {}, ["strategy"], "natGateways.");
    requireValue(component, "subnetStrategy", args.subnetStrategy, ["Auto"]);
    requireValue(component, "natGateways.strategy", natGateways?.strategy, strategies);
    const types = ["Public", "Private"];
    const layouts = natGateways?.strategy === "None" ? ["Private", "Private,Public"] : ["Private,Public"];
    requireValue(
      component,
      "types of subnetSpecs",
      subnetSpecs
        .map(({ type }) => type)
        .sort()
        .join(),
      layouts,
    );
    subnetSpecs.forEach((spec, index) => {
      refuseUnknownInputs(component, spec, ["cidrMask", "tags", "type"], `subnetSpecs[${index}].`);
      requireValue(component, `subnetSpecs[${index}].type`, spec.type, types);
      requireValue(component, `subnetSpecs[${index}].cidrMask`, typeof spec.cidrMask, ["number"]);
    });
    super(component.type, name, {}, opts);
    this.cidrBlock = args.cidrBlock ?? "10.0.0.0/16";
    this.natStrategy = natGateways?.strategy as NatStrategy;
    this.specs = subnetSpecs as readonly SubnetSpec<Tags>[];
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
    const { name, args, tags, natStrategy, specs, cidrBlock } = this;
    const child = awsxChild(this);
    const zones = await this.availabilityZones(child);
    const plannedSubnets = planSubnets({ vpcName: name, vpcCidrBlock: cidrBlock, zones, specs });

    const { enableDnsHostnames, enableDnsSupport } = args;
    const vpc = new aws.ec2.Vpc(
      name,
      { cidrBlock, enableDnsHostnames, enableDnsSupport, tags: { Name: name, ...tags } },
      child,
    );
    const inVpc = { ...child, parent: vpc, dependsOn: [vpc] };
    const internetGateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id, tags: { Name: name, ...tags } }, inVpc);

    const subnets: { readonly type: SubnetType; readonly resource: aws.ec2.Subnet }[] = [];
    const routeTables: aws.ec2.RouteTable[] = [];
    const routeTableAssociations: aws.ec2.RouteTableAssociation[] = [];
    const routes: aws.ec2.Route[] = [];
    const natGateways: aws.ec2.NatGateway[] = [];
    const eips: aws.ec2.Eip[] = [];

    for (const [zoneIndex, zone] of zones.entries()) {
      for (const planned of inCreationOrder(plannedSubnets.filter((subnet) => subnet.zone === zone))) {
        const isPublic = planned.type === "Public";
        const subnet = this.createSubnet(planned, vpc, inVpc);
        subnets.push({ type: planned.type, resource: subnet });
        const inSubnet = { ...child, parent: subnet, dependsOn: [subnet] };
        const routeTable = new aws.ec2.RouteTable(
          planned.name,
          { vpcId: vpc.id, tags: { ...tags, Name: planned.name, SubnetType: planned.type } },
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
        if (isPublic && natGateways.length < gatewaysWanted) {
          const gatewayName = `${name}-${zoneIndex + 1}`;
          const gatewayTags = { ...tags, Name: gatewayName };
          const eip = new aws.ec2.Eip(gatewayName, { tags: gatewayTags }, inSubnet);
          eips.push(eip);
          natGateways.push(
            new aws.ec2.NatGateway(
              gatewayName,
              { subnetId: subnet.id, allocationId: eip.allocationId, tags: gatewayTags },
              inSubnet,
            ),
          );
        }

        const natGateway = natGateways[natStrategy === "Single" ? 0 : zoneIndex];
        const target = isPublic ? { gatewayId: internetGateway.id } : natGateway && { natGatewayId: natGateway.id };
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

    const ofType = (type: SubnetType) =>
      subnets.filter((subnet) => subnet.type === type).map(({ resource }) => resource);
    return {
      eips,
      internetGateway,
      isolatedSubnetIds: [],
      isolatedSubnets: [],
      natGateways,
      privateSubnetIds: ofType("Private").map((subnet) => subnet.id),
      privateSubnets: ofType("Private"),
      publicSubnetIds: ofType("Public").map((subnet) => subnet.id),
      publicSubnets: ofType("Public"),
      routeTableAssociations,
      routeTables,
      routes,
      subnetLayout: specs.map(({ type, cidrMask }) => ({ cidrMask, size: addressCount(cidrMask), type })),
      subnets: subnets.map(({ resource }) => resource),
      vpc,
      vpcEndpoints: [],
      vpcId: vpc.id,
    };
  }

  private async availabilityZones(child: ChildOptions): Promise<string[]> {
    const { availabilityZoneNames, numberOfAvailabilityZones = 3 } = this.args;
    if (availabilityZoneNames) return availabilityZoneNames;
    const { names } = await aws.getAvailabilityZones({}, child);
    return names.slice(0, numberOfAvailabilityZones);
  }

  private createSubnet(planned: PlannedSubnet<Tags>, vpc: aws.ec2.Vpc, opts: pulumi.CustomResourceOptions) {
    return new aws.ec2.Subnet(
      planned.name,
      {
        vpcId: vpc.id,
        availabilityZone: planned.zone,
        mapPublicIpOnLaunch: planned.type === "Public",
        cidrBlock: planned.cidrBlock,
        assignIpv6AddressOnCreation: false,
        // The component derives it from the VPC's: unknown in a first preview, and then undefined.
        ipv6CidrBlock: vpc.ipv6CidrBlock.apply((): string | undefined => undefined),
        tags: { ...this.tags, ...planned.tags, Name: planned.name, SubnetType: planned.type },
      },
      opts,
    );
  }
}
