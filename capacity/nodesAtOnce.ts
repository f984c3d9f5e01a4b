/** How much of a managed group an update may take away. */
export interface Unavailable {
  readonly maxUnavailable?: number;
  readonly maxUnavailablePercentage?: number;
}

/** How many of so many nodes an update takes at once: at least one. https://docs.aws.amazon.com/eks/latest/APIReference/API_NodegroupUpdateConfig.html */
export const nodesAtOnce = ({ maxUnavailable, maxUnavailablePercentage = 0 }: Unavailable, nodes: number): number =>
  maxUnavailable ?? Math.max(1, Math.floor((nodes * maxUnavailablePercentage) / 100));
