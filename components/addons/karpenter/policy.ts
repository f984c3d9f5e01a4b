import type * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../iam/partition";
import type { Allowed } from "../../iam/rolePolicy";
import type { AddonArgs } from "../addonArgs";

interface Uses extends Pick<AddonArgs, "region" | "clusterArn" | "ebsKmsKeyArn"> {
  readonly nodeRoleArn: pulumi.Input<string>;
  readonly queueArn: pulumi.Input<string>;
}

/**
 * What Karpenter may do: the project's policies, which hold what it makes and deletes to this cluster by tags. Instance
 * profiles are not among it: the program makes the one that nodes have.
 *
 * @see https://karpenter.sh/docs/reference/cloudformation/
 */
export function controllerStatements({ region, clusterArn, ebsKmsKeyArn, nodeRoleArn, queueArn }: Uses): Allowed[] {
  const clusterName = clusterArn.slice(clusterArn.indexOf("/") + 1);
  const arn = `arn:${partitionOf(region)}`;
  const ec2 = (...resources: string[]) => resources.map((resource) => `${arn}:ec2:${region}:*:${resource}/*`);
  const owned = (of: "RequestTag" | "ResourceTag", more: object = {}) => ({
    StringEquals: { [`aws:${of}/kubernetes.io/cluster/${clusterName}`]: "owned", ...more },
    StringLike: { [`aws:${of}/karpenter.sh/nodepool`]: "*" },
  });
  const named = { "aws:RequestTag/eks:eks-cluster-name": clusterName };
  const made = ec2("fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request");
  const starts = ["ec2:RunInstances", "ec2:CreateFleet"];
  return [
    {
      Action: starts,
      Resource: ec2("image", "snapshot", "security-group", "subnet", "capacity-reservation", "placement-group"),
    },
    { Action: starts, Resource: ec2("launch-template"), Condition: owned("ResourceTag") },
    { Action: [...starts, "ec2:CreateLaunchTemplate"], Resource: made, Condition: owned("RequestTag", named) },
    {
      Action: "ec2:CreateTags",
      Resource: made,
      Condition: owned("RequestTag", {
        ...named,
        "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
      }),
    },
    {
      Action: "ec2:CreateTags",
      Resource: ec2("instance"),
      Condition: {
        ...owned("ResourceTag"),
        StringEqualsIfExists: named,
        "ForAllValues:StringEquals": { "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"] },
      },
    },
    {
      Action: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      Resource: ec2("instance", "launch-template"),
      Condition: owned("ResourceTag"),
    },
    {
      Action: "iam:PassRole",
      Resource: nodeRoleArn,
      Condition: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    },
    { Action: "iam:GetInstanceProfile", Resource: `${arn}:iam::${clusterArn.split(":")[4]}:instance-profile/*` },
    { Action: "iam:ListInstanceProfiles", Resource: "*" },
    { Action: "eks:DescribeCluster", Resource: clusterArn },
    { Action: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], Resource: queueArn },
    { Action: looksUp, Resource: "*", Condition: { StringEquals: { "aws:RequestedRegion": region } } },
    { Action: "ssm:GetParameter", Resource: `${arn}:ssm:${region}::parameter/aws/service/*` },
    { Action: "pricing:GetProducts", Resource: "*" },
    ...(ebsKmsKeyArn === undefined ? [] : useOfKey(ebsKmsKeyArn)),
  ];
}

/** Volumes of a key are made with the permissions of who launches the instance. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html */
const useOfKey = (keyArn: string): Allowed[] => [
  {
    Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"],
    Resource: keyArn,
  },
  { Action: "kms:CreateGrant", Resource: keyArn, Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } } },
];

const looksUp = [
  "ec2:DescribeCapacityReservations",
  "ec2:DescribeImages",
  "ec2:DescribeInstances",
  "ec2:DescribeInstanceStatus",
  "ec2:DescribeInstanceTypeOfferings",
  "ec2:DescribeInstanceTypes",
  "ec2:DescribeLaunchTemplates",
  "ec2:DescribePlacementGroups",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeSpotPriceHistory",
  "ec2:DescribeSubnets",
];
