import { addon, chart } from "../addon.spec";
import { karpenterRules } from "./rules";
import { karpenterSettings } from "./settings.spec";

const registry = "oci://public.ecr.aws/karpenter";

export const karpenter = addon({
  description: "Starts nodes that fit the pods without room, and packs pods onto fewer or cheaper ones.",
  source: chart(
    {
      source: `${registry}/karpenter`,
      name: "karpenter",
      crds: { source: `${registry}/karpenter-crd`, name: "karpenter-crd" },
      sets: [
        "replicas",
        "serviceAccount.name",
        "settings.clusterName",
        "settings.interruptionQueue",
        "settings.reservedENIs",
      ],
    },
    { oldest: "1.6.0", reason: "older ones do not find an image by the parameter that names its release" },
  ),
  settings: karpenterSettings,
  stage: "afterNodes",
  kinds: ["karpenter.sh", "karpenter.k8s.aws"],
  runsOn: ["ec2"],
  builtInto: ["auto"],
  needs: ["eks-pod-identity-agent", "coredns"],
  calls: ["ec2", "eks", "sqs", "ssm"],
  conflicts: ["cluster-autoscaler"],
  permissions:
    "the project's own policies, held to instances with the cluster's tag, without the right to make instance profiles",
  cost: "the nodes that it starts",
  rules: karpenterRules,
  nodeSets: ({ nodePools }) =>
    Object.entries(nodePools).map(([name, { capacityTypes, architectures, labels, taints }]) => ({
      name,
      startedBy: "karpenter",
      capacityTypes,
      platforms: architectures,
      labels,
      taints,
      machines: [], // it looks for a type that is large enough
    })),
});
