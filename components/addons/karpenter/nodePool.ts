import type { NodePoolSettings } from "./nodePool.spec";

/** What a pool may start, as the kind NodePool of `karpenter.sh/v1` takes it. The node class has the pool's name. */
export const nodePoolSpec = (name: string, pool: NodePoolSettings) => ({
  weight: pool.weight,
  limits: {
    cpu: String(pool.limits.cpu),
    ...(pool.limits.memoryGiB !== undefined && { memory: `${pool.limits.memoryGiB}Gi` }),
  },
  disruption: { consolidationPolicy: "WhenEmptyOrUnderutilized", consolidateAfter: pool.consolidateAfter },
  template: {
    metadata: { labels: pool.labels },
    spec: {
      nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name },
      expireAfter: pool.expireAfter,
      taints: pool.taints,
      requirements: [
        { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
        { key: "kubernetes.io/arch", operator: "In", values: pool.architectures },
        { key: "karpenter.sh/capacity-type", operator: "In", values: pool.capacityTypes },
        ...instances(pool),
      ],
    },
  },
});

const instances = ({ instanceTypes, instanceCategories = ["c", "m", "r"] }: NodePoolSettings) =>
  instanceTypes
    ? [{ key: "node.kubernetes.io/instance-type", operator: "In", values: instanceTypes }]
    : [
        { key: "karpenter.k8s.aws/instance-category", operator: "In", values: instanceCategories },
        { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["4"] },
        { key: "karpenter.k8s.aws/instance-cpu", operator: "Gt", values: ["1"] },
      ];
