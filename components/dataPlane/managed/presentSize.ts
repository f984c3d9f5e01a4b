import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ManagedSettings } from "./spec";

/** A node group as the provider knows it, below `eks.ManagedNodeGroup`. */
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";

/** The sizes that the managed groups of a cluster have now. EKS is asked for its groups once, however many groups want to know. */
export class PresentSizes {
  private names: Promise<readonly string[]> | undefined;

  constructor(
    private readonly clusterName: string,
    private readonly opts: pulumi.InvokeOptions,
  ) {}

  /** Of the group with this logical name: none before its creation, two while it is being replaced. */
  async of(name: string): Promise<readonly aws.types.output.eks.GetNodeGroupScalingConfig[]> {
    const { clusterName, opts } = this;
    const autoNamed = new RegExp(`^${name}-[0-9a-f]{7}$`);
    const found = (await (this.names ??= this.groupNames())).filter((nodeGroupName) => autoNamed.test(nodeGroupName));
    const looked = found.map((nodeGroupName) => aws.eks.getNodeGroup({ clusterName, nodeGroupName }, opts));
    return (await Promise.all(looked)).flatMap(({ scalingConfigs }) => scalingConfigs);
  }

  private async groupNames(): Promise<readonly string[]> {
    const { clusterName, opts } = this;
    const clusters = await aws.eks.getClusters({}, opts);
    return clusters.names.includes(clusterName) ? (await aws.eks.getNodeGroups({ clusterName }, opts)).names : [];
  }
}

/**
 * Leaves the number of nodes to the autoscaler. As soon as one of the three numbers changes, the provider sends all of them: with the one of the
 * creation a new `max` would end the nodes that an autoscaler added, and EKS refuses a `min` above it. So what is sent is the
 * number of nodes that there are, within the new limits, and nothing while the group has these limits.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/012e0a32f0686212f447447fd3d81c3d0ce256ad/internal/service/eks/node_group.go
 */
export const withPresentSize =
  ({ scaling: { min, max } }: Pick<ManagedSettings, "scaling">, sizes: PresentSizes): pulumi.ResourceTransform =>
  async ({ type, name, props, opts }) => {
    if (type !== NODE_GROUP) return undefined;
    const present = await sizes.of(name);
    if (present.length === 0) return undefined;
    const nodes = Math.max(...present.map(({ desiredSize }) => desiredSize));
    const scalingConfig = { minSize: min, desiredSize: Math.max(min, Math.min(max, nodes)), maxSize: max };
    const isSettled = present.every(({ minSize, maxSize }) => minSize === min && maxSize === max);
    const ignoreChanges = isSettled ? ["scalingConfig"] : [];
    return {
      props: { ...props, scalingConfig },
      opts: { ...opts, ignoreChanges: [...(opts.ignoreChanges ?? []), ...ignoreChanges] },
    };
  };
