import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { type ImageChoice, operatingSystemOf, recommendedImage } from "./ami";
import type { Core } from "./core";
import { clusterEndpointOf, type NodeTaint, userDataFor } from "./userData";

type Args = eks.ManagedNodeGroupArgs;

/** Whether the group's nodes start with user data that the component writes or is given; an image of one's own needs some too. */
export function writesUserData(args: Args): boolean {
  const { bootstrapExtraArgs, bottlerocketSettings, kubeletExtraArgs, nodeadmExtraOptions } = args;
  const settings = [bootstrapExtraArgs, bottlerocketSettings, kubeletExtraArgs, nodeadmExtraOptions];
  return settings.some((setting) => setting !== undefined) || Boolean(args.userData) || Boolean(args.amiId);
}

export function needsLaunchTemplate(args: Args): boolean {
  return writesUserData(args) || args.enableIMDSv2 !== undefined;
}

export function imageChoiceOf(args: Args): ImageChoice {
  const { amiType, operatingSystem, gpu, instanceTypes } = args;
  return { amiType, operatingSystem, gpu, instanceTypes, instanceTypesInput: "instanceTypes" };
}

/** The launch template that carries what a managed node group itself has no input for. */
export function createNodeLaunchTemplate(
  name: string,
  args: Args,
  core: pulumi.Output<Core>,
  parent: pulumi.Resource,
): aws.ec2.LaunchTemplate {
  const os = operatingSystemOf(imageChoiceOf(args));
  const userData = writesUserData(args) ? managedUserData(args, core, os) : undefined;
  return new aws.ec2.LaunchTemplate(
    `${name}-launchTemplate`,
    {
      userData,
      imageId:
        userData && (args.amiId ?? recommendedImage(imageChoiceOf(args), args.version ?? core.cluster.version, parent)),
      metadataOptions:
        args.enableIMDSv2 === undefined
          ? undefined
          : {
              httpTokens: args.enableIMDSv2 ? "required" : "optional",
              httpPutResponseHopLimit: 2,
              httpEndpoint: "enabled",
            },
      blockDeviceMappings: args.diskSize
        ? [
            {
              deviceName: os.apply((system) => (system === "Bottlerocket" ? "/dev/xvdb" : "/dev/xvda")),
              ebs: { volumeSize: args.diskSize },
            },
          ]
        : undefined,
    },
    eksChild(parent),
  );
}

function managedUserData(args: Args, core: pulumi.Output<Core>, os: ReturnType<typeof operatingSystemOf>) {
  return pulumi
    .all([
      pulumi.all([os, clusterEndpointOf(core.cluster), args.clusterName]),
      pulumi.all([args.labels, args.taints, args.bottlerocketSettings, args.userData, args.nodeadmExtraOptions]),
    ])
    .apply(([[system, endpoint, clusterName], [labels, taints, bottlerocketSettings, override, nodeadmExtraOptions]]) =>
      Buffer.from(
        userDataFor(
          system,
          { ...endpoint, name: clusterName ?? endpoint.name },
          {
            kubeletExtraArgs: args.kubeletExtraArgs,
            bootstrapExtraArgs: args.bootstrapExtraArgs,
            labels,
            taints: taints && Object.fromEntries(taints.map((taint) => [taint.key, kubeletTaint(taint)])),
            bottlerocketSettings,
            override,
            nodeadmExtraOptions,
          },
        ),
      ).toString("base64"),
    );
}

/** The taint in the kubelet's words: EKS has its own for the effects. */
function kubeletTaint({ value, effect }: { readonly value?: string; readonly effect: string }): NodeTaint {
  const effects: Readonly<Record<string, string>> = {
    NO_SCHEDULE: "NoSchedule",
    NO_EXECUTE: "NoExecute",
    PREFER_NO_SCHEDULE: "PreferNoSchedule",
  };
  const kubeletEffect = effects[effect];
  if (!kubeletEffect) {
    throw new pulumi.InputPropertyError({
      propertyPath: "taints",
      reason: `Invalid taint effect: ${effect}. Must be one of ${Object.keys(effects).join(", ")}.`,
    });
  }
  return { value, effect: kubeletEffect };
}
