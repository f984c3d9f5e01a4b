import * as pulumi from "@pulumi/pulumi";
import { imageFamily } from "../../capacity/images";
import { maxPodsOfGroup, type CniMode } from "../../capacity/maxPods";
import type { Cluster } from "../cluster/component";
import type { Place } from "../iam/partition";
import { autoModeStorageClass } from "./auto/storageClass";
import { FargateProfile } from "./fargate/component";
import { FargateLogging } from "./fargate/logging";
import type { FargateSettings } from "./fargate/spec";
import { ManagedNodes } from "./managed/component";
import { PresentSizes } from "./managed/presentSize";
import type { NodeContext } from "./nodes/nodes";
import type { NodeVersions } from "./nodes/spec";
import { NodeSecurityGroup } from "./nodes/securityGroup";
import { volumeKeyGrants } from "./nodes/volumeKey";
import { SelfManagedNodes } from "./selfManaged/component";
import { isAutoMode, isFargateProfile, isNodeGroup, type DataPlane as Groups, type NodeGroup } from "./spec";

export interface DataPlaneArgs extends Place {
  readonly cluster: Cluster;
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one for each of `availabilityZones`, in their order. */
  readonly subnetIds: pulumi.Input<string[]>;
  readonly availabilityZones: readonly string[];
  /** A group's name stays the same for ever: it is the logical name as well. */
  readonly groups: Groups;
  /** What managed and self-managed nodes run. */
  readonly nodes?: NodeVersions;
  /** How pods on nodes get their addresses, which decides how many a node can run. */
  readonly cni: CniMode;
  /** Tags of instances, their volumes and interfaces, which the provider's default tags do not reach. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * KMS key of the nodes' volumes, and of those that pods of Auto Mode claim.
   * @default the account's own key for EBS
   */
  readonly ebsKmsKeyArn?: string;
  /** Protects the logs against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * What pods run on, each group by its kind:
 * - managed and self-managed nodes, in a security group of their own, and the use of a KMS key for their volumes
 * - Fargate profiles, one after another, and the logs of their pods
 * - for EKS Auto Mode, which is a setting of the cluster, the storage class of its volumes
 *
 * EC2 nodes need the CNI and kube-proxy when they join and until they have gone: depend on them.
 */
export class DataPlane extends pulumi.ComponentResource {
  /** Of EC2 nodes and the pods on them, if there are any. */
  readonly nodeSecurityGroupId?: pulumi.Output<string>;

  constructor(name: string, args: DataPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:DataPlane", name, {}, opts);
    const nodeGroups = args.groups.filter(isNodeGroup);
    const profiles = args.groups.filter(isFargateProfile);
    if (nodeGroups.length > 0) this.nodeSecurityGroupId = this.nodes(name, args, nodeGroups);
    if (profiles.length > 0) this.profiles(name, args, profiles);
    const autoMode = args.groups.find(isAutoMode);
    if (autoMode) autoModeStorageClass(autoMode.name, autoMode, args.ebsKmsKeyArn, { parent: this });
    this.registerOutputs();
  }

  private nodes(name: string, args: DataPlaneArgs, groups: readonly NodeGroup[]): pulumi.Output<string> {
    const { cluster } = args;
    const security = new NodeSecurityGroup(
      `${name}-nodes`,
      {
        vpcId: args.vpcId,
        clusterName: cluster.clusterName,
        clusterSecurityGroupId: cluster.securityGroupId,
        hasPodsOutside: args.groups.some(({ kind }) => kind === "fargate" || kind === "auto"),
      },
      { parent: this },
    );
    const isGranted =
      args.ebsKmsKeyArn === undefined ? [] : volumeKeyGrants(name, args.ebsKmsKeyArn, args, groups, this);
    const presentSizes = new PresentSizes(cluster.name, { parent: this });
    for (const group of groups) {
      const context: NodeContext = {
        region: args.region,
        cluster: cluster.eks,
        clusterName: cluster.name,
        subnetIds: args.subnetIds,
        availabilityZones: args.availabilityZones,
        securityGroupId: security.securityGroupId,
        tags: args.tags,
        ebsKmsKeyArn: args.ebsKmsKeyArn,
        ...this.release(args, group),
        kubelet: {
          maxPods: maxPodsOfGroup({ ...group, isManaged: group.kind === "managed" }, args.cni),
          ...group.kubelet,
        },
      };
      // The rules of the security group and the use of the key are there before the nodes are.
      const options = { parent: this, dependsOn: [security, ...isGranted] };
      if (group.kind === "managed") {
        // Groups were at the top of the stack when all were managed.
        const aliases = [{ parent: pulumi.rootStackResource }];
        new ManagedNodes(group.name, { ...group, ...context, presentSizes }, { ...options, aliases });
      } else {
        const { controlPlaneRuleId } = security;
        new SelfManagedNodes(group.name, { ...group, ...context, controlPlaneRuleId }, options);
      }
    }
    return security.securityGroupId;
  }

  private release({ nodes }: DataPlaneArgs, { name, amiType }: NodeGroup) {
    const family = imageFamily(amiType);
    const releaseVersion = nodes?.[family];
    if (!nodes || !releaseVersion) throw new pulumi.ResourceError(`no ${family} release for ${name}`, this, true);
    return { kubernetesVersion: nodes.kubernetes, releaseVersion };
  }

  private profiles(name: string, args: DataPlaneArgs, groups: readonly FargateSettings[]): void {
    const { region, cluster, subnetIds, deletionProtection } = args;
    const settings = groups.find(({ logging }) => logging)?.logging;
    const logging =
      settings &&
      new FargateLogging(`${name}-fargate-logs`, { ...settings, region, deletionProtection }, { parent: this });
    let before: pulumi.Resource | undefined = logging;
    for (const { name: profile, selectors } of groups) {
      before = new FargateProfile(
        profile,
        {
          region,
          clusterName: cluster.clusterName,
          clusterArn: cluster.clusterArn,
          subnetIds,
          selectors,
          logGroupArn: logging?.logGroupArn,
        },
        { parent: this, dependsOn: before },
      );
    }
  }
}
