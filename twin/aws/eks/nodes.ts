import { text } from "../read";
import { randomUUID } from "node:crypto";
import type { V1DaemonSet, V1Node } from "./kubernetesTypes";
import { z } from "zod";
import { instanceType } from "../../../capacity/instanceTypes";
import { maxPods } from "../../../capacity/maxPods";
import { kwokNodeAnnotation } from "../../controlPlane";
import type { StoredResource } from "../account";
import { allocateInterface, privateDnsName, releaseInterface } from "../ec2/interfaces";
import { allowsAction, trusts } from "../iam/documents";
import { findRole, managedPoliciesOf, ownPoliciesOf, trustPolicyOf } from "../iam/grants";
import { randomHex } from "../identifiers";
import type { Call } from "../resourceType";
import { amiReleases, architectureOf, imageId, releaseOfImage } from "./amiReleases";
import type { ClusterObjects } from "./clusterObjects";
import { ADDON, CLUSTER, type EksContext, ofCluster, POD_IDENTITY_ASSOCIATION, waitFor } from "./context";
import { isReadyNode, removeNode } from "./drain";
import type { LaunchTemplate } from "./launchTemplate";
import { free, type Subnet } from "./network";
import type { NodeGroupInputs } from "./nodeGroupInputs";
import { nodeTaints } from "./nodeGroupInputs";
import type { NodeImage } from "./nodeGroupRules";
import { nodeObject, notReadyCondition } from "./nodeObject";
import { oidcIssuerHost } from "./storedCluster";

const INSTANCE = "aws:ec2/instance:Instance";

/** DaemonSets that bring a network of pods. */
const CNI_DAEMON_SETS = ["aws-node", "calico-node", "cilium"];

/** What the nodes of a group have in common. */
export interface NodePlan {
  readonly inputs: NodeGroupInputs;
  readonly image: NodeImage;
  readonly instanceTypes: readonly string[];
  readonly template: LaunchTemplate | undefined;
  readonly subnets: readonly Subnet[];
  readonly clusterSecurityGroupId: string;
}

const instanceOutputs = z.looseObject({
  nodeName: z.string(),
  networkInterfaceId: z.string(),
  subnetId: z.string(),
  version: z.string(),
  releaseVersion: z.string(),
});

/** An instance of a node group, and the Node it registered. */
export interface NodeInstance {
  readonly id: string;
  readonly nodeName: string;
  readonly networkInterfaceId: string;
  readonly subnetId: string;
}

/** The instances of the group, oldest first. */
export function instancesOf(call: Call, clusterName: string, nodeGroupName: string): NodeInstance[] {
  return call.account
    .list(INSTANCE)
    .filter(({ inputs }) => inputs["clusterName"] === clusterName && inputs["nodeGroupName"] === nodeGroupName)
    .map(({ id, outputs }) => ({ id, ...instanceOutputs.parse(outputs) }));
}

/** No subnet of the group has an address for another node. */
export class OutOfAddresses extends Error {
  constructor(subnets: readonly Subnet[]) {
    super(
      "AsgInstanceLaunchFailures: Could not launch instances. InsufficientFreeAddressesInSubnet - There are not enough free addresses in subnet " +
        `'${subnets.map(({ id }) => id).join("', '")}' to satisfy the requested number of instances.`,
    );
  }
}

/** What became of a launch. */
export interface Launch {
  readonly instances: readonly NodeInstance[];
  /** Why the nodes do not become Ready. */
  readonly obstacle?: string;
}

/**
 * Launches instances, each in the zone that has the fewest of the group, registers a Node for each and waits until they are Ready.
 * @throws OutOfAddresses; what was launched before stays
 */
export async function launchNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  plan: NodePlan,
  count: number,
): Promise<Launch> {
  const { clusterName, nodeRoleArn } = plan.inputs;
  const instances: NodeInstance[] = [];
  if (count === 0) return { instances };
  let obstacle: string | undefined;
  await waitFor(context, call, async () => {
    obstacle = await networkObstacle(call, cluster, clusterName, nodeRoleArn);
    return obstacle === undefined ? true : undefined;
  });
  while (instances.length < count) {
    call.cancelled.throwIfAborted();
    const instance = takeInstance(call, plan);
    const node = describeNode(context, call, plan, instance);
    await cluster.create(obstacle === undefined ? keptByKwok(node) : node);
    instances.push(instance);
  }
  obstacle ??= await readinessObstacle(context, call, cluster, instances);
  return { instances, ...(obstacle !== undefined && { obstacle }) };
}

/** kwok takes a node over when it is created with the annotation, not when it gets it later. */
function keptByKwok(node: V1Node): V1Node {
  const annotations = { ...node.metadata?.annotations, [kwokNodeAnnotation.key]: kwokNodeAnnotation.value };
  return { ...node, metadata: { ...node.metadata, annotations } };
}

async function readinessObstacle(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  instances: readonly NodeInstance[],
): Promise<string | undefined> {
  const ready = await waitFor(context, call, async () => {
    const nodes = await Promise.all(instances.map(({ nodeName }) => cluster.get<V1Node>(nodeReference(nodeName))));
    return nodes.every((node) => node && isReadyNode(node)) ? true : undefined;
  });
  return ready ? undefined : "the nodes did not become Ready in time";
}

/** Takes an address and stores the instance in one step, so that no other call can take the same. */
function takeInstance(call: Call, plan: NodePlan): NodeInstance {
  const { clusterName, nodeGroupName } = plan.inputs;
  const present = instancesOf(call, clusterName, nodeGroupName);
  const load = (subnet: Subnet) => present.filter(({ subnetId }) => subnetId === subnet.id).length;
  const subnet = plan.subnets.filter((candidate) => free(call, candidate) > 0).sort((a, b) => load(a) - load(b))[0];
  if (!subnet) throw new OutOfAddresses(plan.subnets);
  const id = `i-${randomHex(17)}`;
  const own = plan.template?.securityGroupIds ?? [];
  const networkInterface = allocateInterface(call.account, subnet.id, id, {
    description: "Primary network interface",
    securityGroupIds: own.length > 0 ? own : [plan.clusterSecurityGroupId],
  });
  const privateIp = text(networkInterface.outputs["privateIp"]) ?? "";
  const inputs = { clusterName, nodeGroupName };
  const outputs = {
    ...inputs,
    nodeName: privateDnsName(privateIp, call.region),
    networkInterfaceId: networkInterface.id,
    privateIp,
    subnetId: subnet.id,
    version: plan.image.version,
    releaseVersion: plan.image.releaseVersion,
  };
  call.account.put({ type: INSTANCE, id, inputs, outputs, hidden: true });
  return { id, nodeName: outputs.nodeName, networkInterfaceId: networkInterface.id, subnetId: subnet.id };
}

function describeNode(context: EksContext, call: Call, plan: NodePlan, instance: NodeInstance): V1Node {
  const { inputs, image, template } = plan;
  const subnet = plan.subnets.find(({ id }) => id === instance.subnetId);
  const type = instanceType(plan.instanceTypes[0] ?? "");
  const privateIp = call.account.get(INSTANCE, instance.id)?.outputs["privateIp"];
  const release = template?.imageId
    ? releaseOfImage(call.region, template.imageId)
    : amiReleases(image.amiType, image.version).find(({ version }) => version === image.releaseVersion);
  if (!subnet || !release) {
    throw new Error(
      `the twin does not know what the image ${image.releaseVersion} holds: its nodes can't be simulated`,
    );
  }
  const node = nodeObject({
    clusterName: inputs.clusterName,
    region: call.region,
    zone: subnet.zone,
    zoneId: subnet.zoneId,
    instanceId: instance.id,
    privateIp: text(privateIp) ?? "",
    instanceType: type,
    release,
    architecture: type.arch ?? architectureOf(image.amiType),
    diskGiB: template?.diskGiB ?? inputs.diskSize ?? 20,
    maxPods: template?.maxPods ?? maxPods(type),
    labels: { ...groupLabels(call, plan), ...inputs.labels },
    taints: nodeTaints(inputs),
  });
  return { ...node, status: { ...node.status, conditions: [notReadyCondition(context.now())] } };
}

function groupLabels(call: Call, { inputs, image, template }: NodePlan): Record<string, string> {
  const image_ = template?.imageId ?? imageId(call.region, image.amiType, image.version, image.releaseVersion);
  return {
    "eks.amazonaws.com/capacityType": inputs.capacityType ?? "ON_DEMAND",
    "eks.amazonaws.com/nodegroup": inputs.nodeGroupName,
    "eks.amazonaws.com/nodegroup-image": image_,
    ...(template && {
      "eks.amazonaws.com/sourceLaunchTemplateId": template.id,
      "eks.amazonaws.com/sourceLaunchTemplateVersion": template.version,
    }),
  };
}

/** Ends the instance: its Node goes, and its address is free again. */
export async function terminateNode(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  instance: NodeInstance,
): Promise<void> {
  await removeNode(context, call, cluster, instance.nodeName);
  releaseInterface(call.account, instance.networkInterfaceId);
  call.account.remove(INSTANCE, instance.id);
}

/** Lets nodes that were registered before pods could have addresses become Ready, if they can by now: they register again. */
export async function joinWaitingNodes(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  clusterName: string,
  nodeRoleArn: string,
  instances: readonly NodeInstance[],
): Promise<void> {
  if ((await networkObstacle(call, cluster, clusterName, nodeRoleArn)) !== undefined) return;
  for (const { nodeName } of instances) {
    const node = await cluster.get<V1Node>(nodeReference(nodeName));
    if (!node || isReadyNode(node)) continue;
    const { metadata, spec, status } = node;
    await cluster.delete(nodeReference(nodeName));
    await cluster.create(
      keptByKwok({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name: nodeName, labels: metadata?.labels },
        spec: {
          providerID: spec?.providerID,
          taints: spec?.taints?.filter(({ key }) => !key.startsWith("node.kubernetes.io/")),
        },
        status,
      }),
    );
  }
  await readinessObstacle(context, call, cluster, instances);
}

/** What keeps the pods of a cluster from getting addresses: no CNI, or one that EC2 does not obey. */
async function networkObstacle(
  call: Call,
  cluster: ClusterObjects,
  clusterName: string,
  nodeRoleArn: string,
): Promise<string | undefined> {
  const daemons = await cluster.list<V1DaemonSet>("apps/v1", "DaemonSet");
  const names = daemons.map(({ metadata }) => metadata?.name ?? "");
  if (!CNI_DAEMON_SETS.some((name) => names.includes(name))) {
    return "no network plugin is installed: the vpc-cni add-on must be there before the nodes";
  }
  if (!names.includes("aws-node")) return undefined;
  const hasAgent = names.includes("eks-pod-identity-agent");
  const roles = cniRoles(call, clusterName, nodeRoleArn, hasAgent);
  const mayAssign = roles.some((arn) => canAssignAddresses(call, arn));
  if (mayAssign) return undefined;
  const hint = hasAgent ? "" : " (a pod identity association has no effect without the eks-pod-identity-agent add-on)";
  return `aws-node may not call ec2:AssignPrivateIpAddresses: attach AmazonEKS_CNI_Policy to its own role or the nodes'${hint}`;
}

function canAssignAddresses(call: Call, roleArn: string): boolean {
  const role = findRole(call.account, roleArn);
  if (!role) return false;
  const isCni = (arn: string) => CNI_POLICIES.some((name) => arn.endsWith(`/${name}`));
  if (managedPoliciesOf(call.account, role).some(isCni)) return true;
  return ownPoliciesOf(call.account, role).some((document) => allowsAction(document, "ec2:AssignPrivateIpAddresses"));
}

const CNI_POLICIES = ["AmazonEKS_CNI_Policy", "AmazonEKS_CNI_IPv6_Policy", "AdministratorAccess"];

/** The roles that aws-node can act as: of its service account, of its pod identity, of the node. */
function cniRoles(call: Call, clusterName: string, nodeRoleArn: string, hasAgent: boolean): string[] {
  const addon = call.account.get(ADDON, `${clusterName}:vpc-cni`);
  const associations = hasAgent
    ? ofCluster(call, POD_IDENTITY_ASSOCIATION, clusterName).filter(
        ({ inputs }) => inputs["namespace"] === "kube-system" && inputs["serviceAccount"] === "aws-node",
      )
    : [];
  const roles = [
    hasTrustedIssuer(call, clusterName, addon?.inputs["serviceAccountRoleArn"])
      ? addon?.inputs["serviceAccountRoleArn"]
      : undefined,
    ...associations.map(({ inputs }) => inputs["roleArn"]),
    nodeRoleArn,
  ];
  return roles.filter((arn) => typeof arn === "string");
}

/** A role of a service account can be taken only if IAM knows the cluster's issuer, and the role trusts it. */
function hasTrustedIssuer(call: Call, clusterName: string, roleArn: unknown): boolean {
  const cluster = call.account.get(CLUSTER, clusterName);
  const role = typeof roleArn === "string" ? findRole(call.account, roleArn) : undefined;
  if (!cluster || !role) return false;
  const providerArn = `arn:aws:iam::${call.account.id}:oidc-provider/${oidcIssuerHost(cluster)}`;
  const isKnown = call.account
    .list("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    .some(({ outputs }) => outputs["arn"] === providerArn);
  return isKnown && trusts(trustPolicyOf(role), "Federated", providerArn, "sts:AssumeRoleWithWebIdentity");
}

export function nodeReference(name: string) {
  return { apiVersion: "v1", kind: "Node", name };
}

/** The Auto Scaling group that EKS makes for a node group. */
export function autoScalingGroup(nodeGroup: Pick<NodeGroupInputs, "nodeGroupName">): StoredResource {
  const name = `eks-${nodeGroup.nodeGroupName}-${randomUUID()}`;
  return { type: "aws:autoscaling/group:Group", id: name, inputs: { name }, outputs: { name }, hidden: true };
}
