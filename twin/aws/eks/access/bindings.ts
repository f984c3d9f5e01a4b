import { createHash } from "node:crypto";
import type { KubernetesObject, V1Namespace, V1RoleBinding } from "../kubernetes/types";
import { type ClusterObjects, referenceTo } from "../kubernetes/objects";

/**
 * EKS decides on access policies in an authorizer of its own, which is not to be had. On the twin each association is RBAC bindings to the cluster role
 * that allows the same.
 */
const LABEL = "eks.amazonaws.com/access-policy-association";

const RBAC = "rbac.authorization.k8s.io";

const ADMIN_VIEW_ROLE = "eks:admin-view";

/** Cluster roles by access policy; those that are missing are for EKS's own components. */
const CLUSTER_ROLES: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: "cluster-admin",
  AmazonEKSAdminPolicy: "admin",
  AmazonEKSAdminViewPolicy: ADMIN_VIEW_ROLE,
  AmazonEKSEditPolicy: "edit",
  AmazonEKSViewPolicy: "view",
};

/** @see https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
export const ACCESS_POLICIES: readonly string[] = [
  ...Object.keys(CLUSTER_ROLES),
  "AmazonEKSAutoNodePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
  "AmazonEKSComputePolicy",
  "AmazonEKSHybridPolicy",
];

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
  if (role === undefined) return [];
  if (role === ADMIN_VIEW_ROLE) await cluster.apply(adminViewRole(), { force: true });
  if (!grant.namespaces) {
    await cluster.apply(binding(grant, role), { force: true });
    return [];
  }
  const existing = (await cluster.list<V1Namespace>("v1", "Namespace")).map(({ metadata }) => metadata?.name ?? "");
  const missing: string[] = [];
  for (const pattern of grant.namespaces) {
    const matching = existing.filter((name) => matches(pattern, name));
    if (matching.length === 0) missing.push(pattern);
    for (const namespace of matching) await cluster.apply(binding(grant, role, namespace), { force: true });
  }
  return missing;
}

export async function removeBindings(cluster: ClusterObjects, id: string): Promise<void> {
  await removeLabelled(cluster, { [LABEL]: hash(id) });
}

/** Removes the bindings of other associations than these. */
export async function removeBindingsExcept(cluster: ClusterObjects, ids: readonly string[]): Promise<void> {
  const kept = ids.map(hash);
  for (const kind of ["ClusterRoleBinding", "RoleBinding"]) {
    for (const found of await cluster.list<V1RoleBinding>(`${RBAC}/v1`, kind)) {
      const label = found.metadata?.labels?.[LABEL];
      if (label !== undefined && !kept.includes(label)) {
        await cluster.delete(referenceTo({ ...found, apiVersion: `${RBAC}/v1`, kind }));
      }
    }
  }
}

/** Removes what any association of a cluster has left. */
export async function removeAllBindings(cluster: ClusterObjects): Promise<void> {
  await removeBindingsExcept(cluster, []);
  await cluster.delete({ apiVersion: `${RBAC}/v1`, kind: "ClusterRole", name: ADMIN_VIEW_ROLE });
}

async function removeLabelled(cluster: ClusterObjects, labels: Readonly<Record<string, string>>): Promise<void> {
  for (const kind of ["ClusterRoleBinding", "RoleBinding"]) {
    for (const found of await cluster.list<V1RoleBinding>(`${RBAC}/v1`, kind, { labels })) {
      await cluster.delete(referenceTo({ ...found, apiVersion: `${RBAC}/v1`, kind }));
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

/** All of the cluster to look at, Secrets too, and nothing to change. */
function adminViewRole(): KubernetesObject {
  const role = {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name: ADMIN_VIEW_ROLE },
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] }],
  };
  return role;
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
