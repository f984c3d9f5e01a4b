import type { V1Namespace, V1Node, V1Pod } from "../kubernetes/types";
import { addonNames } from "../../../../upgrade/addonVersions";
import type { StoredResource } from "../../account";
import type { Call } from "../../resourceType";
import { removeAllBindings } from "../access/bindings";
import { removeAddon } from "../addon/install";
import { addonObjects } from "../addon/objects";
import type { EksContext } from "../context";
import { removeNode } from "../kubernetes/drain";
import { versionOf } from "./stored";

const KUBERNETES_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/**
 * Takes away what EKS itself put into the API server, so that what is left is the users' own. It goes with the cluster: here it is only told.
 */
export async function cleanCluster(context: EksContext, call: Call, cluster: StoredResource): Promise<void> {
  const objects = context.objects(call);
  for (const name of addonNames) {
    const setting = {
      version: versionOf(cluster),
      clusterName: cluster.id,
      region: call.region,
      vpcId: "",
      clusterDns: "",
    };
    await removeAddon(context, call, objects, addonObjects(name, setting));
  }
  for (const node of await objects.list<V1Node>("v1", "Node")) {
    await removeNode(context, call, objects, node.metadata?.name ?? "");
  }
  await removeAllBindings(objects);
  const namespaces = (await objects.list<V1Namespace>("v1", "Namespace"))
    .map(({ metadata }) => metadata?.name ?? "")
    .filter((name) => !KUBERNETES_NAMESPACES.includes(name));
  const pods = await objects.list<V1Pod>("v1", "Pod");
  const left = [...new Set([...namespaces, ...pods.map(({ metadata }) => metadata?.namespace ?? "")])].sort();
  if (left.length > 0) {
    call.warn(`what the cluster still held outside of this program went with it, in the namespaces ${left.join(", ")}`);
  }
}
