import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface NodeSecurityGroupArgs {
  readonly vpcId: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  /** Security group that EKS made: of the control plane, and of pods on Fargate and nodes of Auto Mode. */
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  /** Whether there are pods in the cluster's security group, on Fargate or Auto Mode, that talk to those on the nodes. */
  readonly hasPodsOutside: boolean;
}

/**
 * Where the control plane calls a node or a pod on it: the kubelet (10250), and the ports that admission webhooks and
 * aggregated APIs commonly listen on, metrics-server (4443, 10251) among them.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
 * @see https://github.com/terraform-aws-modules/terraform-aws-eks/blob/master/node_groups.tf
 */
export const controlPlanePorts = [443, 4443, 6443, 8443, 9443, 10250, 10251] as const;

/**
 * The security group of EC2 nodes and the pods on them:
 * - from the control plane only the ports it calls; to it only the API server
 * - everything among the nodes, as pods share their interfaces: NetworkPolicy objects say which pods may talk
 * - everything out
 * - everything from and to pods on Fargate and Auto Mode, if there are any
 *
 * Free of charge. Never open to anything else: load balancers and extra security groups bring their own rules.
 */
export class NodeSecurityGroup extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;
  /** Rule that lets nodes reach the control plane: they need it from their start. */
  readonly controlPlaneRuleId: pulumi.Output<string>;

  constructor(name: string, args: NodeSecurityGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:NodeSecurityGroup", name, {}, opts);
    const parent = { parent: this };
    const group = new aws.ec2.SecurityGroup(
      name,
      {
        vpcId: args.vpcId,
        description: "EC2 nodes and the pods on them",
        revokeRulesOnDelete: true, // rules that controllers added would keep the group
        tags: pulumi.output(args.clusterName).apply((clusterName) => ({
          Name: `${clusterName}-nodes`,
          [`kubernetes.io/cluster/${clusterName}`]: "owned",
        })),
      },
      parent,
    );
    const nodes = group.id;
    const cluster = args.clusterSecurityGroupId;
    const ingress = (to: pulumi.Input<string>, from: pulumi.Input<string>, rule: string, port?: number) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-${rule}`,
        {
          securityGroupId: to,
          referencedSecurityGroupId: from,
          ...(port === undefined ? { ipProtocol: "-1" } : { ipProtocol: "tcp", fromPort: port, toPort: port }),
          description: descriptions[rule] ?? `Control plane to port ${port}`,
        },
        parent,
      );

    for (const port of controlPlanePorts) ingress(nodes, cluster, `from-control-plane-${port}`, port);
    ingress(nodes, nodes, "among-nodes");
    const toControlPlane = ingress(cluster, nodes, "to-control-plane", 443);
    if (args.hasPodsOutside) {
      ingress(nodes, cluster, "from-pods-outside");
      ingress(cluster, nodes, "to-pods-outside");
    }
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      { securityGroupId: nodes, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", description: "Everything out" },
      parent,
    );

    this.securityGroupId = nodes;
    this.controlPlaneRuleId = toControlPlane.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId, controlPlaneRuleId: this.controlPlaneRuleId });
  }
}

const descriptions: Readonly<Record<string, string>> = {
  "among-nodes": "Nodes and their pods among each other",
  "to-control-plane": "Nodes and their pods to the API server",
  "from-pods-outside": "Pods on Fargate and Auto Mode to pods on nodes",
  "to-pods-outside": "Pods on nodes to pods on Fargate and Auto Mode",
};
