import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { autoModeClusterRole, autoModeOf, useOfVolumeKey } from "../dataPlane/auto/autoMode";
import type { AutoModeSettings } from "../dataPlane/auto/spec";
import { arnOf, type Place } from "../iam/partition";
import { oidcProvider } from "../iam/oidcProvider";
import { rolePolicy } from "../iam/rolePolicy";
import { onlyFor, serviceRole } from "../iam/serviceRole";
import { remoteChildOf } from "../remote";
import { Access } from "./access";
import { admitCallers } from "./callers";
import { untilAdmitted } from "./admission";
import { kubeconfigOf } from "./kubeconfig";
import { checkLogGroup, logGroupName } from "./logGroup";
import type { ClusterSettings } from "./spec";

/** The section `cluster` of an environment, and what surrounds it. */
export interface ClusterArgs extends ClusterSettings, Place {
  /** Kubernetes minor of the control plane, for example `1.36`. One minor at a time. */
  readonly kubernetesVersion: string;
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the control plane's interfaces, in two zones at least. */
  readonly subnetIds: pulumi.Input<string[]>;
  /**
   * Lets EKS make, patch and end nodes by itself.
   * @default off
   */
  readonly autoMode?: Pick<AutoModeSettings, "nodePools">;
  /**
   * Whether the account knows the cluster's service accounts, by which pods on Fargate get roles.
   * @default false
   */
  readonly hasOidcProvider?: boolean;
  /**
   * KMS key of the volumes that Auto Mode makes.
   * @default the account's own key for EBS
   */
  readonly ebsKmsKeyArn?: string;
  /**
   * Whether EKS makes network interfaces for pods with security groups of their own.
   * @default false
   */
  readonly podSecurityGroups?: boolean;
  /** Role that runs the program; one of the entries of `access` is its. */
  readonly deployerRoleArn: string;
  /** Whether the program assumes it for what it asks of the API server, with other credentials of its own. */
  readonly assumeDeployerRole: boolean;
}

/**
 * An EKS control plane:
 * - the cluster, with a role that can do what EKS asks for and nothing else
 * - a KMS key, rotated, that encrypts its Secrets (envelope encryption)
 * - the log group of its control plane, made first: EKS would make one that keeps logs for ever
 * - rules that let callers of the private endpoint in
 * - an access entry for each principal, and no hidden administrator
 * - with Auto Mode, the role of its nodes
 * - for pods on Fargate, an identity provider of the account
 * - the Kubernetes provider for what runs in it
 *
 * Costs 0.10 USD an hour (0.60 in extended support), 1 USD a month for the key, 0.50 USD for each GB of logs.
 *
 * Never makes nodes or add-ons, or a security group besides the one EKS makes.
 */
export class Cluster extends pulumi.ComponentResource {
  /** For node groups that take it as a whole. */
  readonly eks: eks.Cluster;
  /** Everything in the cluster is made by this provider, and so goes before the access of whoever deploys it does. */
  readonly kubernetes: kubernetes.Provider;
  readonly clusterName: pulumi.Output<string>;
  /** The same and the ARN, known before there is a cluster. */
  readonly name: string;
  readonly clusterArn: string;
  /** Of its service accounts, where the account knows them. */
  readonly oidcProvider?: aws.iam.OpenIdConnectProvider;
  /** Security group that EKS made: of the control plane, and of pods on Fargate and nodes of Auto Mode. */
  readonly securityGroupId: pulumi.Output<string>;
  readonly endpoint: pulumi.Output<string>;
  /** Kubernetes minor that the control plane runs. */
  readonly kubernetesVersion: pulumi.Output<string>;
  /** Secret, although it holds no credential: it tells where the API server is and how to ask AWS for a token. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Adds the cluster to the kubeconfig of whoever runs it. */
  readonly kubeconfigCommand: pulumi.Output<string>;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:cluster:Cluster", name, {}, opts);
    const stateful = { parent: this, protect: args.deletionProtection };
    this.name = args.name;
    this.clusterArn = arnOf(args, "eks", `cluster/${args.name}`);

    checkLogGroup(args.name, args.region, this);
    const key = new aws.kms.Key(
      `${name}-secrets`,
      {
        description: `Secrets of the EKS cluster ${args.name}`,
        enableKeyRotation: true,
        rotationPeriodInDays: args.encryptionKeyRotationDays,
        deletionWindowInDays: 30, // the longest: without the key every Secret is lost
      },
      stateful,
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      { name: logGroupName(args.name), retentionInDays: args.logRetentionDays },
      stateful,
    );
    const ofMode = args.autoMode ? autoModeClusterRole : { policies: ["AmazonEKSClusterPolicy"] };
    const { role, ready } = serviceRole(
      `${name}-role`,
      {
        region: args.region,
        service: "eks.amazonaws.com",
        // https://docs.aws.amazon.com/eks/latest/userguide/cross-service-confused-deputy-prevention.html
        trustCondition: onlyFor(args.accountId, this.clusterArn),
        description: `Control plane of the EKS cluster ${args.name}`,
        ...ofMode,
        policies: [...ofMode.policies, ...(args.podSecurityGroups ? ["AmazonEKSVPCResourceController"] : [])],
      },
      this,
    );
    const volumes =
      args.autoMode && args.ebsKmsKeyArn !== undefined
        ? [rolePolicy(`${name}-volumes-policy`, role, useOfVolumeKey(args.ebsKmsKeyArn), this)]
        : [];
    const autoMode = args.autoMode && autoModeOf(name, { ...args.autoMode, region: args.region }, this);

    this.eks = new eks.Cluster(
      name,
      {
        name: args.name,
        version: args.kubernetesVersion,
        vpcId: args.vpcId,
        privateSubnetIds: args.subnetIds,
        kubernetesServiceIpAddressRange: args.serviceCidr,
        endpointPrivateAccess: args.endpoint.private,
        endpointPublicAccess: args.endpoint.public,
        publicAccessCidrs: args.endpoint.public ? [...args.endpoint.publicAccessCidrs] : undefined,
        authenticationMode: eks.AuthenticationMode.Api,
        enabledClusterLogTypes: [...args.logTypes],
        encryptionConfigKeyArn: key.arn,
        upgradePolicy: { supportType: args.upgradePolicy.toUpperCase() },
        deletionProtection: args.deletionProtection,
        serviceRole: role,
        autoMode: autoMode?.options,
        createOidcProvider: false, // it would call the issuer for a thumbprint, which IAM does without
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        // No add-on is the component's: `useDefaultVpcCni` means that it leaves the CNI alone.
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
        bootstrapSelfManagedAddons: false,
      },
      remoteChildOf(this, {
        protect: args.deletionProtection,
        dependsOn: [logGroup, ...ready, ...volumes, ...(autoMode?.ready ?? [])],
        transforms: [withoutHiddenAdministrator],
      }),
    );
    const { eksCluster } = this.eks;
    this.clusterName = eksCluster.name;
    this.securityGroupId = eksCluster.vpcConfig.clusterSecurityGroupId;
    this.endpoint = eksCluster.endpoint;
    this.kubernetesVersion = eksCluster.version;
    if (args.hasOidcProvider) {
      const issuer = eksCluster.identities.apply(([identity]) => identity?.oidcs[0]?.issuer ?? "");
      this.oidcProvider = oidcProvider(`${name}-oidc`, issuer, this);
    }
    const address = {
      clusterName: this.clusterName,
      region: args.region,
      endpoint: this.endpoint,
      certificateAuthorityData: eksCluster.certificateAuthority.data,
    };
    this.kubeconfig = pulumi.jsonStringify(kubeconfigOf(address));

    this.kubeconfigCommand = pulumi.interpolate`aws eks update-kubeconfig --name ${this.clusterName} --region ${args.region}`;

    const callers = admitCallers(`${name}-api`, this.securityGroupId, args.endpoint.privateAccess, this);
    const { deployerRoleArn } = args;
    const access = new Access(
      `${name}-access`,
      { region: args.region, clusterName: this.clusterName, entries: args.access, deployerRoleArn },
      { parent: this },
    );
    const own = kubeconfigOf({ ...address, roleArn: args.assumeDeployerRole ? deployerRoleArn : undefined });
    // It does not depend on the access entry as an output: replacing that would replace the provider, and everything made by it.
    const admitted = own.apply(async (kubeconfig) => {
      if (!pulumi.runtime.isDryRun()) await untilAdmitted(kubeconfig, (message) => void pulumi.log.warn(message, this));
      return kubeconfig;
    });
    this.kubernetes = new kubernetes.Provider(
      name,
      {
        kubeconfig: pulumi.jsonStringify(admitted),
        // A changed kubeconfig is an update. Another endpoint is another cluster, even of the same name.
        clusterIdentifier: this.endpoint,
        enableServerSideApply: true,
      },
      { parent: this, dependsOn: [access.deployer, ...callers] },
    );

    this.registerOutputs({
      clusterName: this.clusterName,
      clusterArn: this.clusterArn,
      securityGroupId: this.securityGroupId,
      endpoint: this.endpoint,
      kubernetesVersion: this.kubernetesVersion,
      kubeconfig: this.kubeconfig,
      kubeconfigCommand: this.kubeconfigCommand,
    });
  }
}

/**
 * `eks.Cluster` makes its creator an administrator whom no access entry of ours shows, and has no option against it.
 * @see https://github.com/pulumi/pulumi-eks/blob/master/nodejs/eks/cluster.ts
 */
export const withoutHiddenAdministrator: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:eks/cluster:Cluster"
    ? {
        props: {
          ...props,
          accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        },
        opts,
      }
    : undefined;
