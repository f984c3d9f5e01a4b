import type { V1Namespace, V1Pod } from "../kubernetes/types";
import type { Call } from "../../resourceType";
import type { EksContext } from "../context";

const KUBERNETES_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Tells what goes with the cluster although EKS did not put it there. */
export async function warnOfUsersObjects(context: EksContext, call: Call): Promise<void> {
  const objects = context.objects(call);
  const namespaces = (await objects.list<V1Namespace>("v1", "Namespace"))
    .map(({ metadata }) => metadata?.name ?? "")
    .filter((name) => !KUBERNETES_NAMESPACES.includes(name));
  const pods = await objects.list<V1Pod>("v1", "Pod");
  const left = [...new Set([...namespaces, ...pods.map(({ metadata }) => metadata?.namespace ?? "")])].sort();
  if (left.length > 0) {
    call.warn(`what the cluster still held outside of this program went with it, in the namespaces ${left.join(", ")}`);
  }
}
