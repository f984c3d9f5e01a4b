import { COMPUTE_TYPE } from "../../aws/eks/compute/controller";
import { deleteNode } from "../../aws/eks/kubernetes/drain";
import type { V1Node, V1Pod } from "../../aws/eks/kubernetes/types";
import { randomHex } from "../../aws/identifiers";
import { isAlive, type NodePool, type Placement, podsOn, Provisioner } from "../provisioner/provisioner";
import { autoNode } from "./node";
import { builtInPools } from "./nodePools";

/** A node without pods goes after this time: `consolidateAfter` of the built-in pools. */
const CONSOLIDATE_AFTER = 30_000;

/**
 * Starts nodes for pods that the scheduler finds no place for, and ends those that are empty or of another minor than the control plane.
 *
 * Of the pools, only the two built-in ones are simulated; pools of a program's own stay without effect.
 */
export class AutoMode extends Provisioner {
  async reconcile(): Promise<void> {
    const config = this.view.computeConfig;
    const nodes = await this.cluster.list<V1Node>("v1", "Node", { labels: { [COMPUTE_TYPE]: "auto" } });
    if (!config && nodes.length === 0) return;
    const pods = (await this.cluster.list<V1Pod>("v1", "Pod")).filter(isAlive);
    await this.removeNodes(nodes, pods, config !== undefined);
    if (config) await this.launch(pods, builtInPools(config.nodePools), nodes);
  }

  private async removeNodes(nodes: readonly V1Node[], pods: readonly V1Pod[], isOn: boolean): Promise<void> {
    let replacing = false;
    for (const node of nodes) {
      const name = node.metadata?.name ?? "";
      const own = podsOn(name, pods);
      const isDrifted = !isOn || !node.status?.nodeInfo?.kubeletVersion.startsWith(`v${this.view.minor}.`);
      const emptyFor = this.emptyFor(name, own);
      if (emptyFor !== undefined && (isDrifted || emptyFor >= CONSOLIDATE_AFTER)) await this.remove(name);
      else if (isDrifted && !replacing) {
        // One node at a time, as the default disruption budget of 10 % allows in a small cluster.
        replacing = true;
        await this.drain(name, own);
      }
    }
  }

  private async remove(name: string): Promise<void> {
    await deleteNode(this.cluster, name);
    this.interfaces.release(name);
    this.forget(name);
  }

  protected async start(placement: Placement<NodePool>): Promise<string> {
    const instanceId = `i-0${randomHex(16)}`;
    const address = this.interfaces.take(placement.subnet.id, () => instanceId, this.view.securityGroupIds);
    await this.cluster.create(this.nodeOf(placement, instanceId, address));
    return instanceId;
  }

  protected nodeOf(placement: Placement<NodePool>, instanceId: string, address: string): V1Node {
    const { clusterName, region, minor = "" } = this.view;
    return autoNode({ ...placement, clusterName, region, minor, instanceId, address });
  }

  protected subnetsOf() {
    return this.view.clusterSubnets;
  }
}
