/**
 * For the pods of a DaemonSet that belongs on every node, tainted ones included. A node of Fargate is the one pod that it was
 * made for: there they would stay Pending.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
 */
export const onEveryNode = {
  tolerations: [{ operator: "Exists" }],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: "eks.amazonaws.com/compute-type", operator: "NotIn", values: ["fargate"] }] },
        ],
      },
    },
  },
} as const;
