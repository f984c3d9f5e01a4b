import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { type Component, refuseUnknownInputs, requireValue } from "../inputs";
import type { Core } from "./core";
import { coreOf } from "./references";
import { clusterEndpointOf, userDataFor } from "./userData";

const inputs: readonly (keyof eks.NodeGroupV2Args)[] = [
  "amiId",
  "autoScalingGroupTags",
  "bottlerocketSettings",
  "cluster",
  "clusterIngressRuleId",
  "desiredCapacity",
  "ignoreScalingChanges",
  "instanceProfileName",
  "instanceType",
  "labels",
  "launchTemplateTagSpecifications",
  "maxSize",
  "minRefreshPercentage",
  "minSize",
  "nodeAssociatePublicIpAddress",
  "nodeSecurityGroupId",
  "nodeSubnetIds",
  "nodeadmExtraOptions",
  "operatingSystem",
  "taints",
];

const required = [
  "amiId",
  "clusterIngressRuleId",
  "instanceProfileName",
  "nodeSecurityGroupId",
  "nodeSubnetIds",
] as const satisfies readonly (keyof eks.NodeGroupV2Args)[];

type Args = eks.NodeGroupV2Args & Required<Pick<eks.NodeGroupV2Args, (typeof required)[number]>>;

/** Stand-in for `eks.NodeGroupV2`: nodes in an Auto Scaling group, and its launch template. */
export class NodeGroupV2 extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.NodeGroupV2Args, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:NodeGroupV2", name };
    refuseUnknownInputs(component, args, inputs);
    requireInputs(component, args);
    super(component.type, name, {}, opts);
    const core = coreOf(args.cluster);
    const launchTemplate = createLaunchTemplate(name, args, core, this);
    const autoScalingGroup = new aws.autoscaling.Group(
      name,
      {
        minSize: args.minSize ?? 1,
        maxSize: args.maxSize ?? 2,
        desiredCapacity: args.desiredCapacity ?? 2,
        launchTemplate: { name: launchTemplate.name, version: launchTemplate.latestVersion.apply(String) },
        vpcZoneIdentifiers: args.nodeSubnetIds,
        instanceRefresh: {
          strategy: "Rolling",
          preferences: { minHealthyPercentage: args.minRefreshPercentage ?? 50 },
        },
        tags: pulumi.all([core.cluster.name, args.autoScalingGroupTags]).apply(([clusterName, tags]) =>
          Object.entries({
            ...tags,
            [`kubernetes.io/cluster/${clusterName}`]: "owned",
            Name: `${clusterName}-worker`,
          }).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
        ),
      },
      { ...eksChild(this), ignoreChanges: args.ignoreScalingChanges ? ["desiredCapacity"] : undefined },
    );
    this.outputs = { autoScalingGroup, extraNodeSecurityGroups: [], nodeSecurityGroupId: args.nodeSecurityGroupId };
    this.registerOutputs(this.outputs);
  }
}

function requireInputs(component: Component, args: eks.NodeGroupV2Args): asserts args is Args {
  for (const key of required) if (args[key] === undefined) requireValue(component, key, args[key], []);
  requireValue(component, "operatingSystem", args.operatingSystem, ["AL2023", "Bottlerocket"]);
}

function createLaunchTemplate(
  name: string,
  args: Args,
  core: pulumi.Output<Core>,
  parent: pulumi.ComponentResource,
): aws.ec2.LaunchTemplate {
  const os = args.operatingSystem === "Bottlerocket" ? "Bottlerocket" : "AL2023";
  // The component looks the image up for the name of its root device, also where no setting of the volume needs it.
  pulumi
    .output(args.amiId)
    .apply((id) =>
      aws.ec2.getAmi(
        { owners: ["self", "amazon"], includeDeprecated: true, filters: [{ name: "image-id", values: [id] }] },
        eksChild(parent),
      ),
    );
  const userData = pulumi
    .all([
      clusterEndpointOf(core.cluster),
      args.labels,
      args.taints,
      args.bottlerocketSettings,
      args.nodeadmExtraOptions,
    ])
    .apply(([endpoint, labels, taints, bottlerocketSettings, nodeadmExtraOptions]) =>
      userDataFor(os, endpoint, { labels, taints, bottlerocketSettings, nodeadmExtraOptions }),
    );
  return new aws.ec2.LaunchTemplate(
    `${name}-launchTemplate`,
    {
      imageId: args.amiId,
      instanceType: args.instanceType ?? "t3.medium",
      // As in the component, known only with the cluster, which may have a profile of its own.
      iamInstanceProfile: { name: pulumi.all([args.instanceProfileName, core]).apply(([profileName]) => profileName) },
      blockDeviceMappings: [],
      networkInterfaces: [
        {
          associatePublicIpAddress: pulumi.output(args.nodeAssociatePublicIpAddress ?? true).apply(String),
          // The rule is there only for its dependency: without it a node can't reach the API server.
          securityGroups: pulumi.all([args.nodeSecurityGroupId, args.clusterIngressRuleId]).apply(([group]) => [group]),
        },
      ],
      userData: userData.apply((text) => Buffer.from(text).toString("base64")),
      tagSpecifications: args.launchTemplateTagSpecifications,
    },
    eksChild(parent),
  );
}
