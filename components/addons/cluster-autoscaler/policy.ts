import type { Allowed } from "../../iam/rolePolicy";
import type { AddonArgs } from "../addonArgs";

/**
 * What the autoscaler may do: look at all groups, and change those that are tagged as this cluster's.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md#iam-policy
 */
export function autoscalerStatements({ clusterArn }: Pick<AddonArgs, "clusterArn">): Allowed[] {
  const clusterName = clusterArn.slice(clusterArn.indexOf("/") + 1);
  return [
    { Action: looksUp, Resource: "*" },
    {
      Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
      Resource: "*",
      Condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: "owned" } },
    },
    // What the nodes of an empty managed group are like.
    { Action: "eks:DescribeNodegroup", Resource: `${clusterArn.replace(":cluster/", ":nodegroup/")}/*` },
  ];
}

const looksUp = [
  "autoscaling:DescribeAutoScalingGroups",
  "autoscaling:DescribeAutoScalingInstances",
  "autoscaling:DescribeLaunchConfigurations",
  "autoscaling:DescribeScalingActivities",
  "ec2:DescribeImages",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeLaunchTemplateVersions",
  "ec2:GetInstanceTypesFromInstanceRequirements",
];
