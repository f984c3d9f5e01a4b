import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { imageFamily } from "../../../capacity/images";
import { remoteChildOf } from "../../remote";
import { bottlerocketUserData } from "../nodes/bottlerocket";
import { metadataOptions, tagSpecifications, volumesOf } from "../nodes/launchTemplate";
import { nodeadmUserData } from "../nodes/nodeadm";
import { nodeRole, zonalGroups, type NodeContext } from "../nodes/nodes";
import { NODE_GROUP, type PresentSizes, withPresentSize } from "./presentSize";
import type { ManagedSettings } from "./spec";
import { updateTimeout } from "./updateTimeout";

export interface ManagedNodesArgs extends Omit<ManagedSettings, "kind" | "name" | "kubelet">, NodeContext {
  readonly presentSizes: PresentSizes;
}

/**
 * A managed node group:
 * - the group itself, or one for each zone, its version and AMI release pinned
 * - a launch template: encrypted gp3 volumes, IMDSv2 that pods can't reach, the kubelet's settings
 * - the nodes' role
 *
 * Costs the instances and about 0.08 USD a month for each GiB of disk; the group itself is free.
 *
 * Never opens SSH (Session Manager instead: `aws ssm start-session --target <instance>`), never puts a node into a public
 * subnet, never has a fixed physical name: a replacement is made before the old group goes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export class ManagedNodes extends pulumi.ComponentResource {
  constructor(name: string, args: ManagedNodesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:ManagedNodes", name, {}, opts);

    const { role, ready } = nodeRole(name, `Nodes of the managed node group ${name}`, args.region, this);
    const launchTemplate = this.launchTemplate(name, args);
    for (const group of zonalGroups(name, args)) {
      new eks.ManagedNodeGroup(
        group.name,
        {
          cluster: args.cluster,
          nodeRoleArn: role.arn,
          subnetIds: group.subnetIds,
          version: args.kubernetesVersion,
          releaseVersion: args.releaseVersion,
          amiType: args.amiType,
          instanceTypes: [...args.instanceTypes],
          capacityType: args.capacityType === "spot" ? "SPOT" : "ON_DEMAND",
          scalingConfig: { minSize: args.scaling.min, desiredSize: args.scaling.desired, maxSize: args.scaling.max },
          launchTemplate: { id: launchTemplate.id, version: launchTemplate.latestVersion.apply(String) },
          labels: args.labels,
          taints: args.taints.map(({ key, value, effect }) => ({ key, value, effect: taintEffects[effect] })),
        },
        remoteChildOf(this, {
          dependsOn: [...ready],
          transforms: [withUpdatesAndRepair(args), withPresentSize(args, args.presentSizes)],
        }),
      );
    }
    this.registerOutputs();
  }

  /** Not the component's own template, which allows pods two hops to the metadata service. */
  private launchTemplate(name: string, args: ManagedNodesArgs): aws.ec2.LaunchTemplate {
    return new aws.ec2.LaunchTemplate(
      name,
      {
        description: `Nodes of the managed node group ${name}`,
        blockDeviceMappings: volumesOf(args),
        metadataOptions,
        vpcSecurityGroupIds: [args.securityGroupId],
        userData:
          imageFamily(args.amiType) === "bottlerocket"
            ? bottlerocketUserData(args.kubelet)
            : nodeadmUserData(args.kubelet),
        tagSpecifications: tagSpecifications(name, args),
      },
      { parent: this },
    );
  }
}

const taintEffects = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
} as const;

/** Settings of a managed node group that `eks.ManagedNodeGroup` 4.3 has no inputs for. */
export const withUpdatesAndRepair =
  ({ update, nodeRepair, scaling }: Pick<ManagedSettings, "update" | "nodeRepair" | "scaling">) =>
  ({ type, props, opts }: pulumi.ResourceTransformArgs): pulumi.ResourceTransformResult | undefined => {
    if (type !== NODE_GROUP) return undefined;
    const { strategy, ...atOnce } = update;
    const updateConfig = { ...atOnce, updateStrategy: strategy.toUpperCase() };
    return {
      props: { ...props, updateConfig, nodeRepairConfig: { enabled: nodeRepair } },
      opts: { ...opts, customTimeouts: { ...opts.customTimeouts, update: updateTimeout({ update, scaling }) } },
    };
  };
