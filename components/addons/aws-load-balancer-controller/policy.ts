import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../iam/partition";
import type { Allowed } from "../../iam/rolePolicy";
import type { AddonArgs } from "../addonArgs";

/** The tag by which the controller knows its own. */
const clusterTag = "elbv2.k8s.aws/cluster";

/**
 * What the controller may do: the project's policy, with every tag held to this cluster's name where the project accepts
 * any cluster's, and security groups held to the cluster's VPC.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json
 */
export function controllerStatements({
  region,
  clusterName,
  vpcId,
}: Pick<AddonArgs, "region" | "clusterName" | "vpcId">): Allowed[] {
  const arn = (service: string, resource: string) => `arn:${partitionOf(region)}:${service}:*:*:${resource}`;
  const elb = (...resources: string[]) => resources.map((resource) => arn("elasticloadbalancing", resource));
  const requested = { StringEquals: { [`aws:RequestTag/${clusterTag}`]: clusterName } };
  const owned = { StringEquals: { [`aws:ResourceTag/${clusterTag}`]: clusterName } };
  const retagged = { ...owned, Null: { [`aws:RequestTag/${clusterTag}`]: "true" } };
  const inVpc = { ArnLike: { "ec2:Vpc": pulumi.interpolate`${arn("ec2", "vpc")}/${vpcId}` } };
  const taggable = elb("targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*");
  const groups = arn("ec2", "security-group/*");

  return [
    {
      Action: "iam:CreateServiceLinkedRole",
      Resource: "*",
      Condition: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
    { Action: looksUp, Resource: "*" },
    {
      Action: ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
      Resource: groups,
      Condition: inVpc,
    },
    { Action: "ec2:CreateSecurityGroup", Resource: groups, Condition: requested },
    { Action: "ec2:CreateSecurityGroup", Resource: pulumi.interpolate`${arn("ec2", "vpc")}/${vpcId}` },
    {
      Action: "ec2:CreateTags",
      Resource: groups,
      Condition: { StringEquals: { "ec2:CreateAction": "CreateSecurityGroup", ...requested.StringEquals } },
    },
    { Action: ["ec2:CreateTags", "ec2:DeleteTags"], Resource: groups, Condition: retagged },
    { Action: "ec2:DeleteSecurityGroup", Resource: groups, Condition: owned },
    {
      Action: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      Resource: "*",
      Condition: requested,
    },
    // A listener and a rule are made without tags of their own.
    {
      Action: [
        "elasticloadbalancing:CreateListener",
        "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:CreateRule",
        "elasticloadbalancing:DeleteRule",
      ],
      Resource: "*",
    },
    {
      Action: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      Resource: taggable,
      Condition: retagged,
    },
    {
      Action: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      Resource: elb("listener/net/*/*/*", "listener/app/*/*/*", "listener-rule/net/*/*/*", "listener-rule/app/*/*/*"),
    },
    {
      Action: "elasticloadbalancing:AddTags",
      Resource: taggable,
      Condition: {
        StringEquals: {
          "elasticloadbalancing:CreateAction": ["CreateTargetGroup", "CreateLoadBalancer"],
          ...requested.StringEquals,
        },
      },
    },
    { Action: changesOwn, Resource: "*", Condition: owned },
    {
      Action: ["elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets"],
      Resource: elb("targetgroup/*/*"),
    },
    { Action: changesListeners, Resource: "*" },
  ];
}

const looksUp = [
  "ec2:DescribeAccountAttributes",
  "ec2:DescribeAddresses",
  "ec2:DescribeAvailabilityZones",
  "ec2:DescribeInternetGateways",
  "ec2:DescribeVpcs",
  "ec2:DescribeVpcPeeringConnections",
  "ec2:DescribeSubnets",
  "ec2:DescribeSecurityGroups",
  "ec2:DescribeInstances",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeTags",
  "ec2:DescribeRouteTables",
  "ec2:GetSecurityGroupsForVpc",
  "elasticloadbalancing:DescribeLoadBalancers",
  "elasticloadbalancing:DescribeLoadBalancerAttributes",
  "elasticloadbalancing:DescribeListeners",
  "elasticloadbalancing:DescribeListenerCertificates",
  "elasticloadbalancing:DescribeListenerAttributes",
  "elasticloadbalancing:DescribeSSLPolicies",
  "elasticloadbalancing:DescribeRules",
  "elasticloadbalancing:DescribeTargetGroups",
  "elasticloadbalancing:DescribeTargetGroupAttributes",
  "elasticloadbalancing:DescribeTargetHealth",
  "elasticloadbalancing:DescribeTags",
  "elasticloadbalancing:DescribeTrustStores",
  "elasticloadbalancing:DescribeCapacityReservation",
  "acm:ListCertificates",
  "acm:DescribeCertificate",
  "wafv2:GetWebACL",
  "wafv2:GetWebACLForResource",
  "shield:GetSubscriptionState",
];

const changesOwn = [
  "elasticloadbalancing:ModifyLoadBalancerAttributes",
  "elasticloadbalancing:SetIpAddressType",
  "elasticloadbalancing:SetSecurityGroups",
  "elasticloadbalancing:SetSubnets",
  "elasticloadbalancing:DeleteLoadBalancer",
  "elasticloadbalancing:ModifyTargetGroup",
  "elasticloadbalancing:ModifyTargetGroupAttributes",
  "elasticloadbalancing:DeleteTargetGroup",
  "elasticloadbalancing:ModifyListenerAttributes",
  "elasticloadbalancing:ModifyCapacityReservation",
  "elasticloadbalancing:ModifyIpPools",
];

const changesListeners = [
  "elasticloadbalancing:SetWebAcl",
  "wafv2:AssociateWebACL",
  "wafv2:DisassociateWebACL",
  "elasticloadbalancing:ModifyListener",
  "elasticloadbalancing:AddListenerCertificates",
  "elasticloadbalancing:RemoveListenerCertificates",
  "elasticloadbalancing:ModifyRule",
  "elasticloadbalancing:SetRulePriorities",
];
