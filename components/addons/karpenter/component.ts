import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { nodeRole } from "../../dataPlane/nodes/nodes";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { chartRole } from "../podRole";
import { interruptionQueue } from "./interruptionQueue";
import { nodeClassSpec } from "./nodeClass";
import { nodePoolSpec } from "./nodePool";
import { controllerStatements } from "./policy";
import type { KarpenterSettings } from "./settings.spec";
import { karpenter } from "./spec";

export type KarpenterArgs = AddonArgs & KarpenterSettings;

const serviceAccount = "karpenter";

/**
 * Karpenter, which starts a node for pods that find no room, and ends nodes that are not needed:
 * - the charts `karpenter-crd` and `karpenter`
 * - the controller's role by Pod Identity, limited to what is tagged as this cluster's
 * - the nodes' role, its instance profile, and the access entry that lets nodes join
 * - a queue that tells of the end of spot instances, with the rules that fill it
 * - a NodePool and an EC2NodeClass for each pool
 *
 * Its own pods stay on nodes of groups. It has no group in common with the Cluster Autoscaler, which EKS lets scale every
 * managed group: both would start nodes for the same pods.
 *
 * Free of charge, the queue nearly so; the nodes are not. Deleting a pool ends its nodes, drained as their pods' disruption
 * budgets allow, and is waited for: up to an hour.
 *
 * @see https://karpenter.sh/docs/
 */
export class Karpenter extends pulumi.ComponentResource {
  constructor(name: string, args: KarpenterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:Karpenter", name, {}, opts);
    const { clusterName, region } = args;
    const nodes = nodeRole(name, "Nodes that Karpenter starts", region, this);
    const instanceProfile = new aws.iam.InstanceProfile(
      `${name}-nodes`,
      { role: nodes.role.name },
      { parent: this, dependsOn: [...nodes.ready] },
    );
    const accessEntry = new aws.eks.AccessEntry(
      `${name}-nodes`,
      { clusterName, principalArn: nodes.role.arn, type: "EC2_LINUX" },
      { parent: this },
    );
    const { queue, ready: isTold } = interruptionQueue(name, this);
    const { ready: isPermitted } = chartRole(
      name,
      {
        ...args,
        serviceAccount,
        description: "Lets Karpenter start and end nodes of the cluster",
        statements: controllerStatements({ ...args, nodeRoleArn: nodes.role.arn, queueArn: queue.arn }),
      },
      this,
    );
    const controller = chartAddon(
      name,
      karpenter,
      args,
      {
        values: {
          replicas: args.replicas,
          serviceAccount: { name: serviceAccount },
          settings: { clusterName, interruptionQueue: queue.name, ...reservedInterfaces(args) },
        },
      },
      { parent: this, dependsOn: [...isPermitted, ...isTold] },
    );
    this.nodePools(name, args, instanceProfile.name, [controller, accessEntry]);
    this.registerOutputs();
  }

  /** Each pool is gone, with its nodes, before its class is; and all of them before the controller, which sees to that. */
  private nodePools(
    name: string,
    args: KarpenterArgs,
    instanceProfileName: pulumi.Input<string>,
    needed: pulumi.Resource[],
  ): void {
    const { clusterArn, nodes, nodeSecurityGroupId } = args;
    if (!nodes || nodeSecurityGroupId === undefined) {
      throw new pulumi.ResourceError("Karpenter needs nodes of a group", this, true);
    }
    const clusterName = clusterArn.slice(clusterArn.indexOf("/") + 1);
    const context = { ...args, clusterName, nodes, nodeSecurityGroupId, instanceProfileName };
    const patience = { customTimeouts: { delete: "60m" } };
    for (const [pool, settings] of Object.entries(args.nodePools)) {
      const nodeClass = new kubernetes.apiextensions.CustomResource(
        `${name}-class-${pool}`,
        {
          apiVersion: "karpenter.k8s.aws/v1",
          kind: "EC2NodeClass",
          metadata: { name: pool },
          spec: nodeClassSpec(settings, context),
        },
        { parent: this, dependsOn: needed, ...patience },
      );
      new kubernetes.apiextensions.CustomResource(
        `${name}-pool-${pool}`,
        {
          apiVersion: "karpenter.sh/v1",
          kind: "NodePool",
          metadata: { name: pool },
          spec: nodePoolSpec(pool, settings),
        },
        { parent: this, dependsOn: nodeClass, ...patience },
      );
    }
  }
}

/** Interfaces of a node that serve no pods, which Karpenter can't know. https://karpenter.sh/docs/reference/settings/ */
const reservedInterfaces = ({ cni: { customNetworking = false, podSecurityGroups = false } }: KarpenterArgs) => {
  const reserved = Number(customNetworking) + Number(podSecurityGroups);
  return reserved > 0 ? { reservedENIs: String(reserved) } : {};
};
