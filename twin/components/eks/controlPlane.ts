import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { ServiceRole } from "./serviceRole";

export interface ControlPlaneArgs {
  readonly args: eks.ClusterArgs;
  readonly partition: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  readonly securityGroup: aws.ec2.SecurityGroup | undefined;
  readonly encryptionConfig: aws.types.input.eks.ClusterEncryptionConfig | undefined;
}

export interface ControlPlane {
  readonly cluster: aws.eks.Cluster;
  readonly role: pulumi.Output<aws.iam.Role>;
  /** Name of the role of auto mode's nodes; empty without auto mode. */
  readonly autoModeNodeRoleName: pulumi.Output<string>;
}

/** The EKS cluster itself, with its role. */
export function createControlPlane(
  name: string,
  { args, partition, subnetIds, securityGroup, encryptionConfig }: ControlPlaneArgs,
  parent: pulumi.ComponentResource,
): ControlPlane {
  const autoMode = args.autoMode?.enabled ? args.autoMode : undefined;
  const serviceRole = args.serviceRole ? undefined : createServiceRole(name, args, partition, parent);
  const autoModeNodeRole =
    autoMode && autoMode.createNodeRole !== false
      ? new ServiceRole(
          `${name}-nodeRole`,
          {
            service: "ec2.amazonaws.com",
            managedPolicies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
            partition,
            tags: args.tags,
          },
          { parent },
        )
      : undefined;
  const role = pulumi.output(args.serviceRole ?? serviceRole?.directRole);
  const roles = [serviceRole?.resolvedRole, autoModeNodeRole?.resolvedRole].filter(
    (resolved) => resolved !== undefined,
  );
  const cluster = new aws.eks.Cluster(
    `${name}-eksCluster`,
    {
      name: args.name,
      roleArn: role.apply((resolved) => requireRole(resolved).arn),
      ...capabilities(args, autoModeNodeRole?.directRole.arn),
      bootstrapSelfManagedAddons: autoMode ? false : (args.bootstrapSelfManagedAddons ?? true),
      vpcConfig: {
        securityGroupIds: securityGroup ? [securityGroup.id] : undefined,
        subnetIds,
        endpointPrivateAccess: args.endpointPrivateAccess,
        endpointPublicAccess: args.endpointPublicAccess,
        publicAccessCidrs: publicAccessCidrs(args, parent),
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
      dependsOn: roles,
    },
  );
  return {
    cluster,
    role: role.apply(requireRole),
    autoModeNodeRoleName: autoModeNodeRole?.directRole.name ?? pulumi.output(""),
  };
}

function createServiceRole(
  name: string,
  { autoMode, tags }: eks.ClusterArgs,
  partition: pulumi.Input<string>,
  parent: pulumi.ComponentResource,
): ServiceRole {
  const forAutoMode = [
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
  ];
  return new ServiceRole(
    `${name}-eksRole`,
    {
      service: "eks.amazonaws.com",
      description: "Allows EKS to manage clusters on your behalf.",
      managedPolicies: ["AmazonEKSClusterPolicy", ...(autoMode?.enabled ? forAutoMode : [])],
      partition,
      tags,
      assumeRoleActions: ["sts:AssumeRole", "sts:TagSession"],
    },
    { parent },
  );
}

/**
 * Network, compute and storage settings.
 *
 * EKS wants auto mode's three to be on or off together, so in a preview they are known or unknown together.
 */
function capabilities(args: eks.ClusterArgs, nodeRoleArn: pulumi.Output<string> | undefined) {
  const { autoMode, kubernetesServiceIpAddressRange } = args;
  const network = pulumi.output(kubernetesServiceIpAddressRange).apply((serviceIpv4Cidr) => ({
    serviceIpv4Cidr,
    ipFamily: "ipv4",
    elasticLoadBalancing: autoMode?.enabled ? { enabled: true } : undefined,
  }));
  if (!autoMode?.enabled) {
    return { kubernetesNetworkConfig: kubernetesServiceIpAddressRange ? network : undefined };
  }
  const compute = pulumi.all([autoMode.computeConfig, nodeRoleArn]).apply(([config, roleArn]) => ({
    enabled: true,
    nodeRoleArn: roleArn,
    nodePools: ["general-purpose", "system"],
    ...config,
  }));
  const together = pulumi.all([compute, network]).apply(([computeConfig, kubernetesNetworkConfig]) => ({
    computeConfig,
    kubernetesNetworkConfig,
    storageConfig: { blockStorage: { enabled: true } },
  }));
  const { computeConfig, kubernetesNetworkConfig, storageConfig } = together;
  return { computeConfig, kubernetesNetworkConfig, storageConfig };
}

function publicAccessCidrs(
  { publicAccessCidrs: cidrs, endpointPublicAccess }: eks.ClusterArgs,
  parent: pulumi.Resource,
) {
  if (!cidrs) return undefined;
  return pulumi.all([cidrs, endpointPublicAccess ?? true]).apply(([allowed, publicAccess]) => {
    if (publicAccess) return allowed;
    throw new pulumi.ResourceError("`publicAccessCidrs` can only be set when `endpointPublicAccess` is true", parent);
  });
}

function requireRole(role: aws.iam.Role | undefined): aws.iam.Role {
  if (!role) throw new Error("The input 'serviceRole' resolved to nothing.");
  return role;
}
