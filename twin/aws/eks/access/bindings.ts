import { createHash } from "node:crypto";
import type { KubernetesObject, V1Namespace, V1RoleBinding } from "../kubernetes/types";
import { type ClusterObjects, referenceTo } from "../kubernetes/objects";

/**
 * EKS decides on access policies in an authorizer of its own, which is not to be had. On the twin each association is RBAC bindings to the cluster role
 * that allows the same.
 */
const LABEL = "eks.amazonaws.com/access-policy-association";

const RBAC = "rbac.authorization.k8s.io";

/** Cluster roles by access policy. https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const CLUSTER_ROLES: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: "cluster-admin",
  AmazonEKSAdminPolicy: "admin",
  AmazonEKSEditPolicy: "edit",
  AmazonEKSViewPolicy: "view",
};

export interface Grant {
  /** Id of the association. */
  readonly id: string;
  readonly user: string;
  /** Name of the access policy, without its ARN. */
  readonly policy: string;
  /** Namespaces, with `*` as a wildcard; the whole cluster without them. */
  readonly namespaces?: readonly string[];
}

/** Lets the user in. @returns the namespaces of the grant that do not exist: nothing is granted there */
export async function applyBindings(cluster: ClusterObjects, grant: Grant): Promise<string[]> {
  await removeBindings(cluster, grant.id);
  const role = CLUSTER_ROLES[grant.policy];
  if (role === undefined) throw new Error(`the simulated EKS does not know the access policy ${grant.policy}`);
  if (!grant.namespaces) {
    await cluster.apply(binding(grant, role));
    return [];
  }
  const existing = (await cluster.list<V1Namespace>("v1", "Namespace")).map(({ metadata }) => metadata?.name ?? "");
  const missing: string[] = [];
  for (const pattern of grant.namespaces) {
    const matching = existing.filter((name) => matches(pattern, name));
    if (matching.length === 0) missing.push(pattern);
    for (const namespace of matching) await cluster.apply(binding(grant, role, namespace));
  }
  return missing;
}

export function removeBindings(cluster: ClusterObjects, id: string): Promise<void> {
  return removeLabelled(cluster, (label) => label === hash(id));
}

/** Removes the bindings of other associations than these. */
export function removeBindingsExcept(cluster: ClusterObjects, ids: readonly string[]): Promise<void> {
  const kept = ids.map(hash);
  return removeLabelled(cluster, (label) => !kept.includes(label));
}

async function removeLabelled(cluster: ClusterObjects, isMeant: (label: string) => boolean): Promise<void> {
  for (const kind of ["ClusterRoleBinding", "RoleBinding"]) {
    for (const found of await cluster.list<V1RoleBinding>(`${RBAC}/v1`, kind)) {
      const label = found.metadata?.labels?.[LABEL];
      if (label !== undefined && isMeant(label)) await cluster.delete(referenceTo(found));
    }
  }
}

function binding({ id, user, policy }: Grant, role: string, namespace?: string): KubernetesObject {
  const object = {
    apiVersion: `${RBAC}/v1`,
    kind: namespace === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: {
      name: `eks:${policy}:${hash(id)}`,
      ...(namespace !== undefined && { namespace }),
      labels: { [LABEL]: hash(id) },
    },
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
    subjects: [{ apiGroup: RBAC, kind: "User", name: user }],
  };
  return object;
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
