import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { refuseUnknownInputs } from "../inputs";
import { amiTypeFor } from "./ami";
import { supportsAccessEntries } from "./authentication";
import type { Core } from "./core";
import { createNodeLaunchTemplate, imageChoiceOf, needsLaunchTemplate, writesUserData } from "./nodeLaunchTemplate";
import { coreOf } from "./references";

const inputs: readonly (keyof eks.ManagedNodeGroupArgs)[] = [
  "amiId",
  "amiType",
  "bootstrapExtraArgs",
  "bottlerocketSettings",
  "capacityType",
  "cluster",
  "clusterName",
  "diskSize",
  "enableIMDSv2",
  "forceUpdateVersion",
  "gpu",
  "ignoreScalingChanges",
  "instanceTypes",
  "kubeletExtraArgs",
  "labels",
  "launchTemplate",
  "nodeGroupName",
  "nodeGroupNamePrefix",
  "nodeRole",
  "nodeRoleArn",
  "nodeadmExtraOptions",
  "operatingSystem",
  "releaseVersion",
  "remoteAccess",
  "scalingConfig",
  "subnetIds",
  "tags",
  "taints",
  "userData",
  "version",
];

/** Stand-in for `eks.ManagedNodeGroup`: the node group and, where an input needs one, a launch template. */
export class ManagedNodeGroup extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.ManagedNodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:ManagedNodeGroup", name };
    refuseUnknownInputs(component, args, inputs);
    super(component.type, name, {}, opts);
    const core = coreOf(args.cluster);
    const nodeRoleArn = validatedRoleArn(args);
    requireRoleInAwsAuth(core, nodeRoleArn);

    const launchTemplate = needsLaunchTemplate(args) ? createNodeLaunchTemplate(name, args, core, this) : undefined;
    const version = args.version ?? (args.launchTemplate ? undefined : core.cluster.version);
    // With user data of its own the launch template has an image, and EKS refuses to be told another one.
    const image = writesUserData(args)
      ? {}
      : { version, releaseVersion: args.releaseVersion, amiType: args.amiType ?? this.amiType(args) };
    const nodeGroup = new aws.eks.NodeGroup(
      name,
      {
        capacityType: args.capacityType,
        clusterName: args.clusterName ?? core.cluster.name,
        diskSize: launchTemplate ? undefined : args.diskSize,
        forceUpdateVersion: args.forceUpdateVersion,
        instanceTypes: args.instanceTypes,
        labels: args.labels,
        launchTemplate: launchTemplate
          ? { id: launchTemplate.id, version: launchTemplate.latestVersion.apply(String) }
          : args.launchTemplate,
        nodeGroupName: args.nodeGroupName,
        nodeGroupNamePrefix: args.nodeGroupNamePrefix,
        nodeRoleArn,
        remoteAccess: args.remoteAccess,
        scalingConfig: pulumi
          .output(args.scalingConfig)
          .apply(({ desiredSize = 2, minSize = 1, maxSize = 2 } = { desiredSize: 2, minSize: 1, maxSize: 2 }) => ({
            desiredSize,
            minSize,
            maxSize,
          })),
        subnetIds: args.subnetIds ?? core.subnetIds,
        tags: args.tags,
        taints: args.taints,
        ...image,
      },
      {
        ...eksChild(this),
        dependsOn: core.apply(({ eksNodeAccess }) => (eksNodeAccess ? [eksNodeAccess] : [])),
        ignoreChanges: args.ignoreScalingChanges ? ["scalingConfig.desiredSize"] : undefined,
      },
    );
    this.outputs = { nodeGroup, placementGroupName: "" };
    this.registerOutputs(this.outputs);
  }

  private amiType(args: eks.ManagedNodeGroupArgs): pulumi.Output<string> | undefined {
    return args.operatingSystem && amiTypeFor(imageChoiceOf(args), args.operatingSystem, this);
  }
}

function validatedRoleArn(args: eks.ManagedNodeGroupArgs): pulumi.Input<string> {
  const issues: pulumi.InputPropertyErrorDetails[] = [];
  const refuse = (propertyPath: string, reason: string) => issues.push({ propertyPath, reason });
  if (args.nodeRole && args.nodeRoleArn) {
    refuse("nodeRole", "You cannot specify both nodeRole and nodeRoleArn when creating a managed node group.");
  }
  for (const key of ["gpu", "amiType"] as const) {
    if (args.amiId && args[key]) {
      refuse("amiId", `You cannot specify both amiId and ${key} when creating a managed node group.`);
    }
  }
  const roleArn = args.nodeRoleArn ?? (args.nodeRole && pulumi.output(args.nodeRole).arn);
  if (!roleArn) refuse("nodeRole", "An IAM role, or role ARN must be provided to create a managed node group");
  const userDataInputs = "bootstrapExtraArgs, kubeletExtraArgs, bottlerocketSettings, nodeadmExtraOptions";
  if (args.launchTemplate && needsLaunchTemplate(args)) {
    refuse(
      "launchTemplate",
      `If you provide a custom launch template, you cannot provide any of ${userDataInputs}, enableIMDSv2, userData, amiId, ` +
        "enableEfaSupport. Please include these in the launch template that you are providing.",
    );
  }
  if (args.userData && writesUserData({ ...args, userData: undefined, amiId: undefined })) {
    refuse(
      "userData",
      `If you provide custom userData, you cannot provide any of ${userDataInputs}. Please include these in the userData that you are providing.`,
    );
  }
  if (!roleArn || issues.length > 0) {
    throw new pulumi.InputPropertiesError({
      message: "The input properties for the managed node group are invalid.",
      errors: issues,
    });
  }
  return roleArn;
}

/** Without access entries only the roles that the cluster was told of are in `aws-auth`, and other nodes could not join. */
function requireRoleInAwsAuth(core: pulumi.Output<Core>, nodeRoleArn: pulumi.Input<string>): void {
  const known = core.instanceRoles.apply((roles) => pulumi.all(roles.map((role) => role.arn)));
  pulumi.all([core.cluster.accessConfig.authenticationMode, known, nodeRoleArn]).apply(([mode, arns, arn]) => {
    if (supportsAccessEntries(mode) || arns.includes(arn)) return;
    throw new pulumi.InputPropertyError({
      propertyPath: "nodeRole",
      reason: "A managed node group cannot be created without first setting its role in the cluster's instanceRoles",
    });
  });
}
