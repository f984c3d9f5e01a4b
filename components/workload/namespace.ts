import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Namespace as NamespaceModel } from "./model/namespace";
import { podLabels } from "./pod.spec";

/**
 * A namespace, and what it admits:
 * - Pod Security, at the level restricted where nothing else is said
 * - a quota and limits for containers, where they are set
 * - NetworkPolicies that deny all but DNS and what is allowed, where it is isolated
 * - roles of Kubernetes for groups of users
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
 */
export class Namespace extends pulumi.ComponentResource {
  /** Its name, known once everything that guards it is there. */
  readonly objectName: pulumi.Output<string>;

  constructor(name: string, args: NamespaceModel = {}, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:Namespace", name, {}, opts);
    const { podSecurity: level = "restricted", quota, containerLimits, isolation, access = {} } = args;
    const labels = podLabels(name);
    const namespace = new kubernetes.core.v1.Namespace(
      name,
      {
        metadata: {
          name,
          labels: { ...labels, "pod-security.kubernetes.io/enforce": level, "pod-security.kubernetes.io/warn": level },
        },
      },
      { parent: this },
    );
    const inIt = { namespace: namespace.metadata.name, labels };
    const inside = { parent: this };
    const guards: pulumi.Resource[] = [];
    if (quota) {
      const spec = { hard: { ...quota } };
      guards.push(new kubernetes.core.v1.ResourceQuota(name, { metadata: { ...inIt, name }, spec }, inside));
    }
    if (containerLimits) {
      const spec = { limits: [{ type: "Container", ...containerLimits }] };
      guards.push(new kubernetes.core.v1.LimitRange(name, { metadata: { ...inIt, name }, spec }, inside));
    }
    if (isolation) {
      for (const [policy, spec] of Object.entries(policies(isolation))) {
        const metadata = { ...inIt, name: policy };
        guards.push(new kubernetes.networking.v1.NetworkPolicy(`${name}-${policy}`, { metadata, spec }, inside));
      }
    }
    for (const [group, role] of Object.entries(access)) {
      new kubernetes.rbac.v1.RoleBinding(
        `${name}-${group}`,
        {
          metadata: { ...inIt, name: `${group}-${role}` },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
          subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: group }],
        },
        inside,
      );
    }
    const guarded = pulumi.all(guards.map(({ urn }) => urn));
    this.objectName = guarded.apply(() => namespace.metadata.name);
    this.registerOutputs();
  }
}

/** All traffic is denied, and what is said is let through. https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
const policies = ({ allow }: NonNullable<NamespaceModel["isolation"]>) => ({
  "deny-all": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  "allow-dns": {
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } }],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
    ],
  },
  ...(allow && {
    allowed: {
      podSelector: {},
      policyTypes: [...(allow.ingress ? ["Ingress"] : []), ...(allow.egress ? ["Egress"] : [])],
      ...allow,
    },
  }),
});
