import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { stringifyConfiguration } from "./addonConfiguration";

type Options = eks.types.input.KubeProxyAddonOptionsArgs | eks.types.input.CoreDnsAddonOptionsArgs;

export interface ClusterAddonArgs {
  readonly addonName: "kube-proxy" | "coredns";
  readonly cluster: aws.eks.Cluster;
  readonly options: Options | undefined;
  readonly configuration: pulumi.Input<object> | undefined;
  readonly tags: eks.ClusterArgs["tags"];
  readonly dependsOn?: pulumi.Resource[];
}

/** An add-on of the cluster itself, of the most recent version for the cluster's unless one is pinned. */
export function createClusterAddon(name: string, args: ClusterAddonArgs, parent: pulumi.ComponentResource): void {
  const { addonName, cluster, options, configuration } = args;
  const mostRecent = () =>
    aws.eks.getAddonVersionOutput({ addonName, kubernetesVersion: cluster.version, mostRecent: true }, eksChild(parent))
      .version;
  new aws.eks.Addon(
    `${name}-${addonName}`,
    {
      clusterName: cluster.name,
      addonName,
      preserve: true,
      tags: args.tags,
      addonVersion: options?.version ?? mostRecent(),
      resolveConflictsOnCreate: options?.resolveConflictsOnCreate ?? "OVERWRITE",
      resolveConflictsOnUpdate: options?.resolveConflictsOnUpdate ?? "OVERWRITE",
      configurationValues: configuration && stringifyConfiguration(configuration),
    },
    { ...eksChild(parent), dependsOn: args.dependsOn },
  );
}

export interface CoreDnsArgs {
  readonly args: eks.ClusterArgs;
  readonly cluster: aws.eks.Cluster;
  readonly fargateProfile: aws.eks.FargateProfile | undefined;
}

/** CoreDNS, where the cluster itself brings what its pods run on, or when it is asked for. */
export function createCoreDns(
  name: string,
  { args, cluster, fargateProfile }: CoreDnsArgs,
  parent: pulumi.ComponentResource,
): void {
  const options = args.corednsAddonOptions;
  const askedFor = options?.enabled === true || options?.configurationValues !== undefined;
  const hasComputers = args.fargate || !args.skipDefaultNodeGroup || args.autoMode?.enabled;
  if (!askedFor && !(hasComputers && (options?.enabled ?? true))) return;
  const given = options?.configurationValues;
  const configuration = fargateProfile
    ? pulumi.output(given).apply((values) => ({ computeType: "Fargate", ...values }))
    : given;
  // Pods of CoreDNS that are there before the profile go to the default scheduler, which has no nodes for them.
  const dependsOn = fargateProfile && [fargateProfile];
  createClusterAddon(
    name,
    { addonName: "coredns", cluster, options, configuration, tags: args.tags, dependsOn },
    parent,
  );
}
