import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksChild, eksKubernetesChild } from "../children";
import { refuseUnsupportedClusterInputs, requireAwsCli } from "./clusterInputs";
import { createControlPlane } from "./controlPlane";
import { kubeconfigOf } from "./kubeconfig";
import { createClusterSecurityGroup, createNodeSecurityGroup } from "./securityGroups";

/** Stand-in for `eks.Cluster`, with access entries, add-ons and nodes left to the program. */
export class Cluster extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:Cluster", name };
    refuseUnsupportedClusterInputs(component, args);
    super(component.type, name, {}, opts);
    requireAwsCli();

    const { tags, vpcId, version } = args;
    const skipSecurityGroups = args.skipDefaultSecurityGroups ?? args.autoMode?.enabled ?? false;
    const { partition } = aws.getPartitionOutput({}, eksChild(this));
    const subnetIds = pulumi
      .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
      .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]);

    const inVpc = { vpcId: pulumi.output(vpcId).apply((id) => id ?? ""), tags };
    const clusterSecurityGroup = skipSecurityGroups ? undefined : createClusterSecurityGroup(name, inVpc, this);
    const encryptionConfig = args.encryptionConfigKeyArn
      ? { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] }
      : undefined;
    const controlPlane = createControlPlane(
      name,
      { args, partition, subnetIds, securityGroup: clusterSecurityGroup, encryptionConfig },
      this,
    );
    const { cluster } = controlPlane;

    // The component waits here for the endpoint to answer; in the twin EKS itself says that the cluster exists only when it does.
    const kubeconfig = kubeconfigOf(cluster);
    const provider = new kubernetes.Provider(
      `${name}-eks-k8s`,
      { kubeconfig: kubeconfig.apply((config) => JSON.stringify(config)) },
      eksKubernetesChild(this),
    );
    const nodeSecurity =
      clusterSecurityGroup &&
      createNodeSecurityGroup(
        name,
        { ...inVpc, clusterSecurityGroupId: clusterSecurityGroup.id, clusterName: cluster.name },
        this,
      );
    const core = pulumi.output({
      accessEntries: [],
      autoModeNodeRoleName: controlPlane.autoModeNodeRoleName,
      cluster,
      clusterIamRole: controlPlane.role,
      clusterSecurityGroup,
      encryptionConfig,
      endpoint: cluster.endpoint,
      instanceRoles: [],
      kubeconfig,
      nodeGroupOptions: {
        ...(version !== undefined && { version }),
        ...(nodeSecurity && {
          nodeSecurityGroup: nodeSecurity.group,
          clusterIngressRule: nodeSecurity.clusterIngressRule,
        }),
      },
      privateSubnetIds: args.privateSubnetIds,
      provider,
      publicSubnetIds: args.publicSubnetIds,
      storageClasses: {},
      subnetIds,
      tags,
      vpcId,
    });

    const issuer = cluster.identities.apply((identities) => identities[0]?.oidcs[0]?.issuer ?? "");
    const groupMadeByEks = cluster.vpcConfig.clusterSecurityGroupId;
    this.outputs = {
      autoModeNodeRoleName: controlPlane.autoModeNodeRoleName,
      clusterIngressRuleId: nodeSecurity?.clusterIngressRule.securityGroupRuleId ?? "",
      clusterSecurityGroup,
      clusterSecurityGroupId: clusterSecurityGroup?.id ?? groupMadeByEks,
      core,
      defaultNodeGroupAsgName: "",
      eksCluster: cluster,
      eksClusterIngressRule: nodeSecurity?.clusterIngressRule,
      fargateProfileId: "",
      fargateProfileStatus: "",
      instanceRoles: [],
      kubeconfig,
      kubeconfigJson: pulumi.jsonStringify(kubeconfig),
      nodeSecurityGroup: nodeSecurity?.group,
      nodeSecurityGroupId: nodeSecurity?.group.id ?? groupMadeByEks,
      oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
      oidcProviderArn: "",
      oidcProviderUrl: issuer,
    };
    this.registerOutputs(this.outputs);
  }
}
