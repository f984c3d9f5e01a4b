import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksChild, eksKubernetesChild } from "../children";
import { createAuthentication } from "./authentication";
import { createClusterAddon, createCoreDns } from "./clusterAddons";
import { defaultNodeOptions, refuseUnsupportedClusterInputs, validateClusterInputs } from "./clusterInputs";
import { clusterNetwork } from "./clusterNetwork";
import { createControlPlane } from "./controlPlane";
import { createFargateProfile } from "./fargate";
import { isPlain } from "../inputs";
import { kubeconfigOf, type KubeconfigOptions } from "./kubeconfig";
import { createNodeIdentity } from "./nodeIdentity";
import { createClusterSecurityGroup, createNodeSecurityGroup } from "./securityGroups";
import { createSelfManagedNodes } from "./selfManagedNodes";
import { createStorageClasses } from "./storageClasses";
import { VpcCniAddon } from "./vpcCniAddon";

/** Thumbprint of the root certificate that signs `oidc.eks.<region>.amazonaws.com`; the component asks that server, the twin reaches none. */
const oidcThumbprint = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

/** Stand-in for `eks.Cluster`. */
export class Cluster extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:Cluster", name };
    refuseUnsupportedClusterInputs(component, args);
    super(component.type, name, {}, opts);
    validateClusterInputs(args);

    const { tags } = args;
    const autoMode = args.autoMode?.enabled ?? false;
    const skipSecurityGroups = args.skipDefaultSecurityGroups ?? autoMode;
    const hasDefaultNodeGroup = !(args.skipDefaultNodeGroup || args.fargate || autoMode);
    const { partition } = aws.getPartitionOutput({}, eksChild(this));
    const { vpcId, subnetIds } = clusterNetwork(args, this);

    const givenSecurityGroup = aws.ec2.SecurityGroup.isInstance(args.clusterSecurityGroup)
      ? args.clusterSecurityGroup
      : undefined;
    const clusterSecurityGroup =
      givenSecurityGroup ??
      (skipSecurityGroups
        ? undefined
        : createClusterSecurityGroup(name, { vpcId, tags, groupTags: args.clusterSecurityGroupTags }, this));
    const encryptionConfig = args.encryptionConfigKeyArn
      ? { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] }
      : undefined;
    const controlPlane = createControlPlane(
      name,
      { args, partition, subnetIds, securityGroup: clusterSecurityGroup, encryptionConfig },
      this,
    );
    const { cluster } = controlPlane;

    const kubeProxy = args.kubeProxyAddonOptions;
    if (kubeProxy?.enabled ?? !autoMode) {
      createClusterAddon(
        name,
        { addonName: "kube-proxy", cluster, options: kubeProxy, configuration: kubeProxy?.configurationValues, tags },
        this,
      );
    }

    // The component waits here for the endpoint to answer; in the twin EKS itself says that the cluster exists only when it does.
    const credentials = credentialsOf(args);
    const kubeconfig = kubeconfigOf(
      cluster,
      pulumi.output(credentials).apply((options) => options && { ...options, profileName: undefined }),
    );
    const provider = new kubernetes.Provider(
      `${name}-eks-k8s`,
      {
        kubeconfig: kubeconfigOf(cluster, credentials).apply((config) => JSON.stringify(config)),
        enableConfigMapMutable: args.enableConfigMapMutable,
      },
      eksKubernetesChild(this),
    );

    const nodes = createNodeIdentity(name, args, partition, hasDefaultNodeGroup, this);
    const { awsAuth, accessEntries, accessEntryArgs } = createAuthentication(
      name,
      { args, cluster, instanceRoles: nodes.instanceRoles, defaultRole: nodes.defaultRole, provider },
      this,
    );
    const authentication = [...accessEntries, ...(awsAuth ? [awsAuth] : [])];
    const storageClasses = createStorageClasses(name, args.storageClasses ?? {}, provider, authentication, this);

    // `useDefaultVpcCni` means: leave the CNI to EKS.
    const createsVpcCni = args.useDefaultVpcCni === undefined ? !autoMode : !args.useDefaultVpcCni;
    const vpcCni = createsVpcCni
      ? new VpcCniAddon(
          `${name}-vpc-cni`,
          { ...args.vpcCniOptions, clusterName: cluster.name, clusterVersion: cluster.version, tags },
          { parent: this, dependsOn: authentication, providers: { kubernetes: provider } },
        )
      : undefined;

    const fargateProfile =
      args.fargate && isPlain(args.fargate)
        ? createFargateProfile(
            name,
            {
              fargate: args.fargate,
              cluster,
              clusterSubnetIds: pulumi.output(subnetIds),
              partition,
              tags,
              dependsOn: awsAuth ? [awsAuth] : [],
            },
            this,
          )
        : undefined;
    createCoreDns(name, { args, cluster, fargateProfile }, this);

    const oidcProvider = args.createOidcProvider
      ? new aws.iam.OpenIdConnectProvider(
          `${name}-oidcProvider`,
          { clientIdLists: ["sts.amazonaws.com"], url: issuerOf(cluster), thumbprintLists: [oidcThumbprint] },
          eksChild(this),
        )
      : undefined;

    const nodeSecurity =
      skipSecurityGroups || !clusterSecurityGroup
        ? undefined
        : createNodeSecurityGroup(
            name,
            {
              vpcId,
              clusterSecurityGroupId: clusterSecurityGroup.id,
              clusterName: cluster.name,
              tags: pulumi.all([tags, args.nodeSecurityGroupTags]).apply(([all, ofNodes]) => ({ ...ofNodes, ...all })),
            },
            this,
          );

    const nodeGroupOptions = {
      ...(args.nodeGroupOptions ?? defaultNodeOptions(args)),
      ...(nodes.instanceProfile && { instanceProfile: nodes.instanceProfile }),
      ...(nodeSecurity && {
        nodeSecurityGroup: nodeSecurity.group,
        clusterIngressRule: nodeSecurity.clusterIngressRule,
      }),
    };
    const core = pulumi.output({
      accessEntries: accessEntryArgs,
      autoModeNodeRoleName: controlPlane.autoModeNodeRoleName,
      cluster,
      clusterIamRole: controlPlane.role,
      clusterSecurityGroup,
      eksNodeAccess: awsAuth,
      encryptionConfig,
      endpoint: cluster.endpoint,
      fargateProfile,
      instanceRoles: nodes.instanceRoles,
      kubeconfig,
      nodeGroupOptions,
      nodeSecurityGroupTags: args.nodeSecurityGroupTags,
      oidcProvider,
      privateSubnetIds: args.privateSubnetIds,
      provider,
      publicSubnetIds: args.publicSubnetIds,
      storageClasses,
      subnetIds,
      tags,
      vpcCni,
      vpcId,
    });
    const defaultNodeGroup = hasDefaultNodeGroup
      ? createSelfManagedNodes(name, nodeGroupOptions, core, this)
      : undefined;

    const issuer = issuerOf(cluster);
    const groupMadeByEks = cluster.vpcConfig.clusterSecurityGroupId;
    this.outputs = {
      autoModeNodeRoleName: controlPlane.autoModeNodeRoleName,
      clusterIngressRuleId: nodeSecurity?.clusterIngressRule.securityGroupRuleId ?? "",
      clusterSecurityGroup,
      clusterSecurityGroupId: clusterSecurityGroup?.id ?? groupMadeByEks,
      core,
      defaultNodeGroup,
      defaultNodeGroupAsgName: defaultNodeGroup?.autoScalingGroup.name ?? "",
      eksCluster: cluster,
      eksClusterIngressRule: nodeSecurity?.clusterIngressRule,
      fargateProfileId: fargateProfile?.id ?? "",
      fargateProfileStatus: fargateProfile?.status ?? "",
      instanceRoles: nodes.instanceRoles,
      kubeconfig,
      kubeconfigJson: pulumi.jsonStringify(kubeconfig),
      nodeSecurityGroup: nodeSecurity?.group,
      nodeSecurityGroupId: nodeSecurity?.group.id ?? groupMadeByEks,
      oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
      oidcProviderArn: oidcProvider?.arn ?? "",
      oidcProviderUrl: issuer,
    };
    this.registerOutputs(this.outputs);
  }
}

/** The component takes a profile from the environment or the stack's configuration of the aws provider. */
function credentialsOf(args: eks.ClusterArgs): pulumi.Input<KubeconfigOptions | undefined> {
  if (args.providerCredentialOpts) return args.providerCredentialOpts;
  const profileName = process.env.AWS_PROFILE || pulumi.runtime.getConfig("aws:profile");
  return profileName ? { profileName } : undefined;
}

function issuerOf(cluster: aws.eks.Cluster): pulumi.Output<string> {
  return cluster.identities.apply((identities) => identities[0]?.oidcs[0]?.issuer ?? "");
}
