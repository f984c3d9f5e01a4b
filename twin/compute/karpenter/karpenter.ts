import { NODE_POOL_LABEL } from "../../aws/eks/compute/controller";
import { imageParameter } from "../../aws/eks/images/parameters";
import { publishedImage } from "../../aws/eks/images/amiReleases";
import { deleteNode } from "../../aws/eks/kubernetes/drain";
import type { ObjectReference } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject, V1Deployment, V1Node, V1Pod } from "../../aws/eks/kubernetes/types";
import { keptByKwok } from "../../aws/eks/node/nodes";
import { nodeObject } from "../../aws/eks/node/object";
import { privateDnsName } from "../../aws/ec2/interfaces";
import { randomHex } from "../../aws/identifiers";
import { maxPods } from "../../../capacity/maxPods";
import type { SubnetView } from "../accountView";
import { isAlive, type Placement, podsOn, Provisioner } from "../provisioner/provisioner";
import { milliseconds, type NodeClaim, type NodeClass, parseNodeClaim, parseNodeClass, parseNodePool } from "./objects";
import { type KarpenterPool, labelsOfType, poolOf } from "./pools";

const CORE = "karpenter.sh/v1";
const AWS = "karpenter.k8s.aws/v1";
const CLAIM_ANNOTATION = "karpenter.sh/nodeclaim";
const CLAIM_FINALIZER = "karpenter.sh/termination";
const CLASS_FINALIZER = "karpenter.k8s.aws/termination";

/**
 * What Karpenter does in a cluster, as long as its pods run there: it starts nodes for pods that find no place, by its NodePools, and ends those that
 * are empty or whose pool is deleted. A NodeClaim stays until its node is drained and gone, and an EC2NodeClass until no NodeClaim is of it.
 *
 * Never moves pods to cheaper nodes, and never replaces a node for its age or its image.
 *
 * @see https://karpenter.sh/docs/concepts/disruption/
 */
export class Karpenter extends Provisioner<KarpenterPool> {
  async reconcile(): Promise<void> {
    if (!(await this.isRunning())) return;
    const nodePools = (await this.cluster.list<KubernetesObject>(CORE, "NodePool")).map(parseNodePool);
    const claims = (await this.cluster.list<KubernetesObject>(CORE, "NodeClaim")).map(parseNodeClaim);
    const classes = (await this.cluster.list<KubernetesObject>(AWS, "EC2NodeClass")).map(parseNodeClass);
    const pods = (await this.cluster.list<V1Pod>("v1", "Pod")).filter(isAlive);
    const nodes = (await this.cluster.list<V1Node>("v1", "Node")).filter(
      ({ metadata }) => metadata?.labels?.[NODE_POOL_LABEL],
    );

    const pools = nodePools
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
      .sort((a, b) => b.spec.weight - a.spec.weight || (a.metadata.name < b.metadata.name ? -1 : 1))
      .flatMap((object) => {
        const { name } = object.spec.template.spec.nodeClassRef;
        const nodeClass = classes.find(({ metadata }) => metadata.name === name);
        return nodeClass ? [poolOf(object, nodeClass, vcpusOf(object.metadata.name, nodes))] : [];
      });
    for (const nodeClass of classes) await this.keepClass(nodeClass, claims);
    for (const claim of claims) {
      const node = nodes.find(({ metadata }) => metadata?.annotations?.[CLAIM_ANNOTATION] === claim.metadata.name);
      await this.keepClaim(claim, node, pools, pods);
    }
    await this.launch(pods, pools, nodes);
  }

  private async isRunning(): Promise<boolean> {
    const labels = { "app.kubernetes.io/name": "karpenter" };
    const deployments = await this.cluster.list<V1Deployment>("apps/v1", "Deployment", { labels });
    return deployments.some(({ status }) => (status?.availableReplicas ?? 0) > 0);
  }

  private async keepClass({ metadata }: NodeClass, claims: readonly NodeClaim[]): Promise<void> {
    const { name, finalizers } = metadata;
    const isHeld = finalizers.includes(CLASS_FINALIZER);
    const isUsed = claims.some(({ spec }) => spec.nodeClassRef.name === name);
    const reference = { apiVersion: AWS, kind: "EC2NodeClass", name };
    if (metadata.deletionTimestamp === undefined) {
      if (!isHeld) await this.setFinalizers(reference, [...finalizers, CLASS_FINALIZER]);
    } else if (isHeld && !isUsed) {
      await this.setFinalizers(
        reference,
        finalizers.filter((each) => each !== CLASS_FINALIZER),
      );
    }
  }

  private async keepClaim(
    { metadata }: NodeClaim,
    node: V1Node | undefined,
    pools: readonly KarpenterPool[],
    pods: readonly V1Pod[],
  ): Promise<void> {
    const reference = { apiVersion: CORE, kind: "NodeClaim", name: metadata.name };
    const nodeName = node?.metadata?.name ?? "";
    const own = podsOn(nodeName, pods);
    if (metadata.deletionTimestamp === undefined) {
      const pool = pools.find(({ name }) => name === metadata.labels[NODE_POOL_LABEL]);
      const patience = milliseconds(pool?.object.spec.disruption.consolidateAfter ?? "Never");
      const emptyFor = node ? this.emptyFor(nodeName, own) : Infinity;
      if (emptyFor !== undefined && emptyFor >= patience) await this.cluster.delete(reference);
    } else if (own.length > 0) {
      await this.drain(nodeName, own);
    } else {
      if (node) await deleteNode(this.cluster, nodeName);
      this.interfaces.release(nodeName);
      this.forget(nodeName);
      await this.setFinalizers(
        reference,
        metadata.finalizers.filter((each) => each !== CLAIM_FINALIZER),
      );
    }
  }

  private setFinalizers(reference: ObjectReference, finalizers: readonly string[]): Promise<void> {
    return this.cluster.merge(reference, { metadata: { finalizers } });
  }

  protected async start(placement: Placement<KarpenterPool>): Promise<string> {
    const { pool, subnet } = placement;
    const { region } = this.view;
    const claim = `${pool.name}-${randomHex(5)}`;
    const groups = pool.nodeClass.spec.securityGroupSelectorTerms.flatMap(({ id }) => id ?? []);
    const address = this.interfaces.take(subnet.id, (taken) => privateDnsName(taken, region), groups);
    const node = this.nodeOf(placement, `i-0${randomHex(16)}`, address);
    await this.cluster.create(claimOf(claim, placement));
    const annotations = { [CLAIM_ANNOTATION]: claim };
    await this.cluster.create(keptByKwok({ ...node, metadata: { ...node.metadata, annotations } }));
    return node.metadata?.name ?? "";
  }

  protected nodeOf({ pool, type, subnet }: Placement<KarpenterPool>, instanceId: string, address: string): V1Node {
    const { clusterName, region } = this.view;
    const { spec } = pool.nodeClass;
    const image = spec.amiSelectorTerms
      .flatMap(({ ssmParameter = "" }) => publishedImage(region, imageParameter(region, ssmParameter) ?? "") ?? [])
      .find(({ amiType }) => amiType.includes("_ARM_64") === (type.arch === "arm64"));
    if (!image)
      throw new Error(
        `the EC2NodeClass ${pool.nodeClass.metadata.name} has no image of a known release for ${type.arch}`,
      );
    return nodeObject({
      clusterName,
      region,
      zone: subnet.zone,
      zoneId: subnet.zoneId,
      instanceId,
      privateIp: address,
      instanceType: type,
      architecture: type.arch,
      release: image.release,
      diskGiB: Number.parseInt(spec.blockDeviceMappings.at(-1)?.ebs.volumeSize ?? "20", 10),
      maxPods: spec.kubelet.maxPods ?? maxPods(type),
      reservations: {},
      labels: {
        ...pool.object.spec.template.metadata.labels,
        ...labelsOfType(type, pool.capacityType),
        [NODE_POOL_LABEL]: pool.name,
        "karpenter.sh/initialized": "true",
        "karpenter.sh/registered": "true",
      },
      taints: pool.taints,
    });
  }

  protected subnetsOf({ nodeClass }: KarpenterPool): SubnetView[] {
    return this.view.subnetsSelected(nodeClass.spec.subnetSelectorTerms);
  }
}

/** vCPUs of a pool's nodes. */
const vcpusOf = (pool: string, nodes: readonly V1Node[]): number =>
  nodes
    .filter(({ metadata }) => metadata?.labels?.[NODE_POOL_LABEL] === pool)
    .reduce((sum, { status }) => sum + Number(status?.capacity?.["cpu"] ?? 0), 0);

function claimOf(name: string, { pool, type, subnet }: Placement<KarpenterPool>): KubernetesObject {
  const { metadata, spec } = pool.object;
  const owner = { apiVersion: CORE, kind: "NodePool", name: pool.name, uid: metadata.uid, blockOwnerDeletion: true };
  return {
    apiVersion: CORE,
    kind: "NodeClaim",
    metadata: {
      name,
      finalizers: [CLAIM_FINALIZER],
      ownerReferences: [owner],
      labels: {
        ...spec.template.metadata.labels,
        [NODE_POOL_LABEL]: pool.name,
        "karpenter.sh/capacity-type": pool.capacityType,
        "node.kubernetes.io/instance-type": type.name,
        "topology.kubernetes.io/zone": subnet.zone,
      },
    },
    spec: {
      nodeClassRef: spec.template.spec.nodeClassRef,
      requirements: spec.template.spec.requirements,
      taints: spec.template.spec.taints,
    },
  } as KubernetesObject;
}
