import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksChild, eksKubernetesChild } from "../children";
import { refuseUnsupportedClusterInputs } from "./clusterInputs";
import { createControlPlane } from "./controlPlane";
import { kubeconfigOf } from "./kubeconfig";

/** Stand-in for `eks.Cluster`, with roles, security groups, access entries, add-ons and nodes left to the program. */
export class Cluster extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: eks.ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:Cluster", name };
    refuseUnsupportedClusterInputs(component, args);
    super(component.type, name, {}, opts);

    const { tags, vpcId, version } = args;
    // As the component does, which needs it for roles of its own.
    aws.getPartitionOutput({}, eksChild(this));
    const subnetIds = pulumi
      .all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []])
      .apply(([publicIds, privateIds]) => [...publicIds, ...privateIds]);
    const encryptionConfig = args.encryptionConfigKeyArn
      ? { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] }
      : undefined;
    const clusterIamRole = pulumi.output(args.serviceRole) as pulumi.Output<aws.iam.Role>;
    const cluster = createControlPlane(name, { args, role: clusterIamRole, subnetIds, encryptionConfig }, this);

    // The component waits here for the endpoint to answer; in the twin EKS itself says that the cluster exists only when it does.
    const kubeconfig = kubeconfigOf(cluster);
    const provider = new kubernetes.Provider(
      `${name}-eks-k8s`,
      { kubeconfig: kubeconfig.apply((config) => JSON.stringify(config)) },
      eksKubernetesChild(this),
    );
    const core = pulumi.output({
      accessEntries: [],
      autoModeNodeRoleName: "",
      cluster,
      clusterIamRole,
      encryptionConfig,
      endpoint: cluster.endpoint,
      instanceRoles: [],
      kubeconfig,
      nodeGroupOptions: { ...(version !== undefined && { version }) },
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
      autoModeNodeRoleName: "",
      clusterIngressRuleId: "",
      clusterSecurityGroupId: groupMadeByEks,
      core,
      defaultNodeGroupAsgName: "",
      eksCluster: cluster,
      fargateProfileId: "",
      fargateProfileStatus: "",
      instanceRoles: [],
      kubeconfig,
      kubeconfigJson: pulumi.jsonStringify(kubeconfig),
      nodeSecurityGroupId: groupMadeByEks,
      oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
      oidcProviderArn: "",
      oidcProviderUrl: issuer,
    };
    this.registerOutputs(this.outputs);
  }
}
