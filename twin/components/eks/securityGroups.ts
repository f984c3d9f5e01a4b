import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";

type Tags = pulumi.Input<Record<string, pulumi.Input<string>> | undefined>;

const anywhere = { fromPort: 0, toPort: 0, protocol: "-1" };

/** The control plane's security group: egress to anywhere. */
export function createClusterSecurityGroup(
  name: string,
  args: { readonly vpcId: pulumi.Input<string>; readonly tags: Tags },
  parent: pulumi.ComponentResource,
): aws.ec2.SecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-eksClusterSecurityGroup`,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: pulumi.output(args.tags).apply((tags) => ({ Name: `${name}-eksClusterSecurityGroup`, ...tags })),
    },
    eksChild(parent),
  );
  new aws.ec2.SecurityGroupRule(
    `${name}-eksClusterInternetEgressRule`,
    {
      ...anywhere,
      description: "Allow internet access.",
      type: "egress",
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: group.id,
    },
    eksChild(parent),
  );
  return group;
}

export interface NodeSecurityGroup {
  readonly group: aws.ec2.SecurityGroup;
  /** Lets the nodes reach the API server. */
  readonly clusterIngressRule: aws.ec2.SecurityGroupRule;
}

/** The nodes' security group, and the rules between nodes and control plane. */
export function createNodeSecurityGroup(
  name: string,
  args: {
    readonly vpcId: pulumi.Input<string>;
    readonly clusterSecurityGroupId: pulumi.Input<string>;
    readonly clusterName: pulumi.Input<string>;
    readonly tags: Tags;
  },
  parent: pulumi.ComponentResource,
): NodeSecurityGroup {
  const group = new aws.ec2.SecurityGroup(
    `${name}-nodeSecurityGroup`,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: pulumi.all([args.tags, args.clusterName]).apply(([tags, clusterName]) => ({
        Name: `${name}-nodeSecurityGroup`,
        [`kubernetes.io/cluster/${clusterName}`]: "owned",
        ...tags,
      })),
    },
    eksChild(parent),
  );
  const rule = (ruleName: string, rest: aws.ec2.SecurityGroupRuleArgs) =>
    new aws.ec2.SecurityGroupRule(`${name}-${ruleName}`, rest, eksChild(parent));
  const fromCluster = { securityGroupId: group.id, sourceSecurityGroupId: args.clusterSecurityGroupId };

  rule("eksNodeIngressRule", {
    ...anywhere,
    description: "Allow nodes to communicate with each other",
    type: "ingress",
    securityGroupId: group.id,
    self: true,
  });
  rule("eksNodeClusterIngressRule", {
    description: "Allow worker Kubelets and pods to receive communication from the cluster control plane",
    type: "ingress",
    fromPort: 1025,
    toPort: 65535,
    protocol: "tcp",
    ...fromCluster,
  });
  rule("eksExtApiServerClusterIngressRule", {
    description:
      "Allow pods running extension API servers on port 443 to receive communication from cluster control plane",
    type: "ingress",
    fromPort: 443,
    toPort: 443,
    protocol: "tcp",
    ...fromCluster,
  });
  rule("eksNodeInternetEgressRule", {
    ...anywhere,
    description: "Allow internet access.",
    type: "egress",
    cidrBlocks: ["0.0.0.0/0"],
    securityGroupId: group.id,
  });
  const clusterIngressRule = rule("eksClusterIngressRule", {
    description: "Allow pods to communicate with the cluster API Server",
    type: "ingress",
    fromPort: 443,
    toPort: 443,
    protocol: "tcp",
    securityGroupId: args.clusterSecurityGroupId,
    sourceSecurityGroupId: group.id,
  });
  return { group, clusterIngressRule };
}
