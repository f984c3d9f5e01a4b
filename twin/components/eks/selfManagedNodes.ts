import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { type ImageChoice, type OperatingSystem, operatingSystemOf, recommendedImage } from "./ami";
import type { Core } from "./core";
import { createNodeSecurityGroup } from "./securityGroups";
import { type SelfManagedNodesArgs, validateSelfManagedNodes } from "./selfManagedNodesValidation";
import { clusterEndpointOf, userDataFor } from "./userData";
import { workerSubnets } from "./workerSubnets";

export interface SelfManagedNodes {
  readonly autoScalingGroup: aws.autoscaling.Group;
  readonly nodeSecurityGroup: pulumi.Input<aws.ec2.SecurityGroup> | undefined;
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  readonly extraNodeSecurityGroups: eks.NodeGroupV2Args["extraNodeSecurityGroups"];
}

/** Nodes in an Auto Scaling group: a launch template, the group and, unless one is given, a security group. */
export function createSelfManagedNodes(
  name: string,
  args: SelfManagedNodesArgs,
  core: pulumi.Output<Core>,
  parent: pulumi.ComponentResource,
): SelfManagedNodes {
  validateSelfManagedNodes(args, core);
  const security = securityGroupOf(name, args, core, parent);
  const launchTemplate = createLaunchTemplate(name, args, core, security, parent);
  const autoScalingGroup = new aws.autoscaling.Group(
    name,
    {
      minSize: args.minSize ?? 1,
      maxSize: args.maxSize ?? 2,
      desiredCapacity: args.desiredCapacity ?? 2,
      launchTemplate: { name: launchTemplate.name, version: launchTemplate.latestVersion.apply(String) },
      vpcZoneIdentifiers: args.nodeSubnetIds ?? core.apply((cluster) => nodeSubnets(cluster, parent)),
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
    {
      ...eksChild(parent),
      dependsOn: core.apply(({ vpcCni, eksNodeAccess }) => [
        ...(vpcCni ? [vpcCni] : []),
        ...(eksNodeAccess ? [eksNodeAccess] : []),
      ]),
      ignoreChanges: args.ignoreScalingChanges ? ["desiredCapacity"] : undefined,
    },
  );
  return {
    autoScalingGroup,
    nodeSecurityGroup: security.group,
    nodeSecurityGroupId: security.id,
    extraNodeSecurityGroups: args.extraNodeSecurityGroups,
  };
}

interface NodeSecurity {
  readonly group?: pulumi.Input<aws.ec2.SecurityGroup>;
  readonly id: pulumi.Input<string>;
  readonly clusterIngressRuleId: pulumi.Input<string>;
}

function securityGroupOf(
  name: string,
  args: SelfManagedNodesArgs,
  core: pulumi.Output<Core>,
  parent: pulumi.ComponentResource,
): NodeSecurity {
  const ruleId = args.clusterIngressRuleId ?? (args.clusterIngressRule && pulumi.output(args.clusterIngressRule).id);
  const group = args.nodeSecurityGroup;
  const id = args.nodeSecurityGroupId ?? (group && pulumi.output(group).id);
  if (id && ruleId) return { group, id, clusterIngressRuleId: ruleId };

  const created = createNodeSecurityGroup(
    name,
    {
      vpcId: core.vpcId,
      clusterSecurityGroupId: core.apply(
        ({ clusterSecurityGroup, cluster }) => clusterSecurityGroup?.id ?? cluster.vpcConfig.clusterSecurityGroupId,
      ),
      clusterName: core.cluster.name,
      tags: core.apply(({ nodeSecurityGroupTags, tags }) => ({ ...nodeSecurityGroupTags, ...tags })),
    },
    parent,
  );
  return { group: created.group, id: created.group.id, clusterIngressRuleId: created.clusterIngressRule.id };
}

function createLaunchTemplate(
  name: string,
  args: SelfManagedNodesArgs,
  core: pulumi.Output<Core>,
  security: NodeSecurity,
  parent: pulumi.ComponentResource,
): aws.ec2.LaunchTemplate {
  const image: ImageChoice = {
    amiType: args.amiType,
    operatingSystem: args.operatingSystem,
    gpu: args.gpu,
    instanceTypes: args.instanceType ? [args.instanceType] : undefined,
    instanceTypesInput: "instanceType",
  };
  const os = operatingSystemOf(image);
  const imageId = args.amiId ?? recommendedImage(image, args.version ?? core.cluster.version, parent);
  const keyName = args.nodePublicKey
    ? new aws.ec2.KeyPair(`${name}-keyPair`, { publicKey: args.nodePublicKey }, eksChild(parent)).keyName
    : args.keyName;
  const extraGroupIds = pulumi
    .output(args.extraNodeSecurityGroups)
    .apply((groups) => pulumi.all((groups ?? []).map((group) => group.id)));
  return new aws.ec2.LaunchTemplate(
    `${name}-launchTemplate`,
    {
      imageId,
      instanceType: args.instanceType || "t3.medium",
      iamInstanceProfile: { name: core.apply((cluster) => instanceProfileName(args, cluster)) },
      keyName,
      instanceMarketOptions: args.spotPrice
        ? { marketType: "spot", spotOptions: { maxPrice: args.spotPrice } }
        : undefined,
      blockDeviceMappings: rootVolume(args, os, imageId, parent),
      networkInterfaces: [
        {
          associatePublicIpAddress: pulumi.output(args.nodeAssociatePublicIpAddress ?? true).apply(String),
          // The rule is there only for its dependency: without it a node can't reach the API server.
          securityGroups: pulumi
            .all([security.id, extraGroupIds, security.clusterIngressRuleId])
            .apply(([group, extraGroups]) => [group, ...extraGroups]),
        },
      ],
      userData: userDataOf(args, core, os),
      tagSpecifications: args.launchTemplateTagSpecifications,
      monitoring: args.enableDetailedMonitoring === undefined ? undefined : { enabled: args.enableDetailedMonitoring },
    },
    eksChild(parent),
  );
}

function instanceProfileName(args: SelfManagedNodesArgs, { nodeGroupOptions }: Core): pulumi.Output<string> {
  const profile = args.instanceProfile ?? nodeGroupOptions.instanceProfile;
  const profileName = args.instanceProfileName ?? nodeGroupOptions.instanceProfileName;
  const refuse = (reason: string) => new pulumi.InputPropertyError({ propertyPath: "instanceProfile", reason });
  if (profile && profileName) throw refuse("instanceProfile and instanceProfileName are mutually exclusive");
  if (profile) return profile.name;
  if (profileName) return pulumi.output(profileName);
  throw refuse("an instanceProfile or instanceProfileName is required");
}

/** The settings of the root volume, where there are any; the image says what its device is called. */
function rootVolume(
  args: SelfManagedNodesArgs,
  os: pulumi.Output<OperatingSystem>,
  imageId: pulumi.Input<string>,
  parent: pulumi.Resource,
) {
  const image = pulumi
    .output(imageId)
    .apply((id) =>
      aws.ec2.getAmi(
        { owners: ["self", "amazon"], includeDeprecated: true, filters: [{ name: "image-id", values: [id] }] },
        eksChild(parent),
      ),
    );
  const deviceName = pulumi.all([os, image]).apply(([system, { blockDeviceMappings, rootDeviceName }]) => {
    if (system !== "Bottlerocket") return blockDeviceMappings[0]?.deviceName ?? rootDeviceName;
    // Bottlerocket's root device holds the system; containers live on the other one.
    return blockDeviceMappings.find((mapping) => mapping.deviceName !== rootDeviceName)?.deviceName ?? rootDeviceName;
  });
  const text = (value: pulumi.Input<boolean> | undefined) =>
    value === undefined ? undefined : pulumi.output(value).apply(String);
  const ebs = {
    encrypted: text(args.nodeRootVolumeEncrypted),
    volumeSize: args.nodeRootVolumeSize,
    volumeType: args.nodeRootVolumeType,
    iops: args.nodeRootVolumeIops,
    throughput: args.nodeRootVolumeThroughput,
    deleteOnTermination: text(args.nodeRootVolumeDeleteOnTermination),
  };
  return os.apply(() => (Object.values(ebs).some((value) => value !== undefined) ? [{ deviceName, ebs }] : []));
}

function userDataOf(
  args: SelfManagedNodesArgs,
  core: pulumi.Output<Core>,
  os: pulumi.Output<OperatingSystem>,
): pulumi.Output<string> {
  return pulumi
    .all([
      pulumi.all([
        os,
        clusterEndpointOf(core.cluster),
        args.kubeletExtraArgs,
        args.bootstrapExtraArgs,
        args.nodeUserData,
      ]),
      pulumi.all([
        args.labels,
        args.taints,
        args.bottlerocketSettings,
        args.nodeUserDataOverride,
        args.nodeadmExtraOptions,
      ]),
    ])
    .apply(
      ([
        [system, endpoint, kubeletExtraArgs, bootstrapExtraArgs, script],
        [labels, taints, bottlerocketSettings, override, nodeadmExtraOptions],
      ]) => {
        const userData = userDataFor(system, endpoint, {
          kubeletExtraArgs,
          bootstrapExtraArgs,
          labels,
          taints,
          override,
          bottlerocketSettings,
          nodeadmExtraOptions,
          script,
        });
        return Buffer.from(userData).toString("base64");
      },
    );
}

function nodeSubnets({ privateSubnetIds, publicSubnetIds, subnetIds }: Core, parent: pulumi.Resource) {
  return Promise.resolve(privateSubnetIds ?? publicSubnetIds ?? workerSubnets(subnetIds, parent));
}
