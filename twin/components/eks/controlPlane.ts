import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";

export interface ControlPlaneArgs {
  readonly args: eks.ClusterArgs;
  readonly role: pulumi.Output<aws.iam.Role>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly encryptionConfig: aws.types.input.eks.ClusterEncryptionConfig | undefined;
}

/** The EKS cluster itself. */
export function createControlPlane(
  name: string,
  { args, role, subnetIds, encryptionConfig }: ControlPlaneArgs,
  parent: pulumi.ComponentResource,
): aws.eks.Cluster {
  return new aws.eks.Cluster(
    `${name}-eksCluster`,
    {
      name: args.name,
      roleArn: role.arn,
      ...capabilities(args),
      bootstrapSelfManagedAddons: args.autoMode ? false : (args.bootstrapSelfManagedAddons ?? true),
      vpcConfig: {
        subnetIds,
        endpointPrivateAccess: args.endpointPrivateAccess,
        endpointPublicAccess: args.endpointPublicAccess,
        publicAccessCidrs: args.publicAccessCidrs,
      },
      version: args.version,
      enabledClusterLogTypes: args.enabledClusterLogTypes,
      tags: pulumi.output(args.tags).apply((tags) => ({ Name: `${name}-eksCluster`, ...tags })),
      encryptionConfig,
      accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: true },
      upgradePolicy: args.upgradePolicy,
      deletionProtection: args.deletionProtection,
    },
    {
      ...eksChild(parent),
      // Both count only when the cluster is created.
      ignoreChanges: ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"],
    },
  );
}

/**
 * Network, compute and storage settings.
 *
 * EKS wants auto mode's three to be on or off together, so in a preview they are known or unknown together.
 */
function capabilities({ autoMode, kubernetesServiceIpAddressRange }: eks.ClusterArgs) {
  const network = pulumi.output(kubernetesServiceIpAddressRange).apply((serviceIpv4Cidr) => ({
    serviceIpv4Cidr,
    ipFamily: "ipv4",
    elasticLoadBalancing: autoMode ? { enabled: true } : undefined,
  }));
  if (!autoMode) return { kubernetesNetworkConfig: kubernetesServiceIpAddressRange ? network : undefined };
  const together = pulumi.all([autoMode.computeConfig, network]).apply(([config, kubernetesNetworkConfig]) => ({
    computeConfig: { enabled: true, ...config },
    kubernetesNetworkConfig,
    storageConfig: { blockStorage: { enabled: true } },
  }));
  const { computeConfig, kubernetesNetworkConfig, storageConfig } = together;
  return { computeConfig, kubernetesNetworkConfig, storageConfig };
}
