import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Field managers of what a control plane makes for itself: default namespaces, bootstrap roles, service accounts of its controllers. */
const OWN_MANAGERS = /^(kube-(apiserver|controller-manager|scheduler)|api-priority-and-fairness-.*)$/;

/** Kinds that come and go by themselves. */
const TRANSIENT = ["events", "events.events.k8s.io", "leases.coordination.k8s.io", "componentstatuses"];

/** Names what is on the API server beyond what any empty cluster holds. */
export async function objectsOfUsers(kubeconfig: string, kubectl: string): Promise<string[]> {
  const run = async (args: string[]) => {
    const { stdout } = await promisify(execFile)(kubectl, ["--kubeconfig", kubeconfig, ...args], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.split("\n").filter(Boolean);
  };
  const kinds = (await run(["api-resources", "--verbs=list", "--output=name"])).filter(
    (kind) => !TRANSIENT.includes(kind),
  );
  const columns =
    "KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name,MANAGER:.metadata.managedFields[0].manager";
  const rows = await run([
    "get",
    kinds.join(","),
    "--all-namespaces",
    "--ignore-not-found",
    "--show-managed-fields",
    "--no-headers",
    `--output=custom-columns=${columns}`,
  ]);
  return rows
    .map((row) => row.split(/\s+/) as [kind: string, namespace: string, name: string, manager: string])
    .filter(([kind, , , manager]) => kind === "Pod" || !OWN_MANAGERS.test(manager))
    .map(([kind, namespace, name]) => (namespace === "<none>" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`));
}
