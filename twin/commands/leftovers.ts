import { execFile } from "node:child_process";
import { promisify } from "node:util";

interface ListedObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly managedFields?: readonly { readonly manager?: string }[];
  };
}

/** Field managers of what a control plane makes for itself: default namespaces, bootstrap roles, service accounts of its controllers. */
const OWN_MANAGERS =
  /^(kube-(apiserver|controller-manager|scheduler)|clusterrole-aggregation-controller|kubernetes-service-cidr-controller|api-priority-and-fairness-.*)$/;

/** Kinds that come and go by themselves. */
const TRANSIENT = ["events", "events.events.k8s.io", "leases.coordination.k8s.io", "componentstatuses"];

/** Helm leaves the kinds that stand in a chart's folder crds. Objects of them are named, the kinds go with the cluster. */
const LEFT_BY_HELM = "CustomResourceDefinition";

/** Names what is on the API server beyond what any empty cluster holds. */
export async function objectsOfUsers(kubeconfig: string, kubectl: string): Promise<string[]> {
  const run = async (args: string[]) => {
    const { stdout } = await promisify(execFile)(kubectl, ["--kubeconfig", kubeconfig, ...args], {
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  };
  const kinds = (await run(["api-resources", "--verbs=list", "--output=name"])).split("\n").filter(Boolean);
  const listed = await run([
    "get",
    kinds.filter((kind) => !TRANSIENT.includes(kind)).join(","),
    "--all-namespaces",
    "--show-managed-fields",
    "--output=json",
  ]);
  const { items } = JSON.parse(listed) as { items: ListedObject[] };
  return items
    .filter(isOfUsers)
    .map(({ kind, metadata: { namespace, name } }) =>
      namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    );
}

/** Pods are made by the controller manager, but on behalf of users. */
function isOfUsers({ kind, metadata }: ListedObject): boolean {
  const manager = metadata.managedFields?.[0]?.manager ?? "";
  if (kind === LEFT_BY_HELM) return false;
  return kind === "Pod" || (manager !== "" && !OWN_MANAGERS.test(manager));
}
