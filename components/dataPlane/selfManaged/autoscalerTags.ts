import type { NodeSettings } from "../nodes/spec";

type Template = Pick<NodeSettings, "labels" | "taints">;

const prefix = "k8s.io/cluster-autoscaler";

/**
 * By what the Cluster Autoscaler finds a group, is let scale it, and knows the nodes of an empty one. EKS tags managed groups
 * itself, and says what their nodes are like.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md#auto-discovery-setup
 */
export const autoscalerTags = (clusterName: string, { labels, taints }: Template): Record<string, string> => ({
  [`${prefix}/enabled`]: "true",
  [`${prefix}/${clusterName}`]: "owned",
  ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`${prefix}/node-template/label/${key}`, value])),
  ...Object.fromEntries(
    taints.map(({ key, value = "", effect }) => [`${prefix}/node-template/taint/${key}`, `${value}:${effect}`]),
  ),
});
