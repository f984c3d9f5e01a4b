import { podRequests } from "../../../capacity/podRequests";
import { parseQuantity } from "../../../capacity/quantity";
import type { V1Node, V1Pod, V1Taint } from "../../aws/eks/kubernetes/types";

type PodSpec = NonNullable<V1Pod["spec"]>;
type Toleration = NonNullable<PodSpec["tolerations"]>[number];
type SelectorTerm = NonNullable<
  NonNullable<NonNullable<PodSpec["affinity"]>["nodeAffinity"]>["requiredDuringSchedulingIgnoredDuringExecution"]
>["nodeSelectorTerms"][number];

/** What the scheduler would say to the pods on a fresh node, as far as labels, taints and resources go. */
export function fits(pods: readonly V1Pod[], node: V1Node): boolean {
  const labels = node.metadata?.labels ?? {};
  const taints = node.spec?.taints ?? [];
  return pods.every((pod) => selects(pod, labels) && tolerates(pod, taints)) && hasRoom(pods, node);
}

function selects({ spec }: V1Pod, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(spec?.nodeSelector ?? {});
  const terms = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return (
    wanted.every(([key, value]) => labels[key] === value) &&
    (terms === undefined || terms.some((term) => matches(term, labels)))
  );
}

export function matches({ matchExpressions = [] }: SelectorTerm, labels: Readonly<Record<string, string>>): boolean {
  return matchExpressions.every(({ key, operator, values = [] }) => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      case "Gt":
        return Number(value) > Number(values[0]);
      case "Lt":
        return Number(value) < Number(values[0]);
      default:
        return false;
    }
  });
}

function tolerates({ spec }: V1Pod, taints: readonly V1Taint[]): boolean {
  const tolerations = spec?.tolerations ?? [];
  return taints
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .every((taint) => tolerations.some((toleration) => toleratesTaint(toleration, taint)));
}

function toleratesTaint({ key, operator = "Equal", value = "", effect }: Toleration, taint: V1Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}

function hasRoom(pods: readonly V1Pod[], node: V1Node): boolean {
  const total = new Map<string, bigint>([["pods", nanos(String(pods.length))]]);
  for (const { spec } of pods) {
    for (const [name, quantity] of podRequests(spec ?? { containers: [] })) {
      total.set(name, (total.get(name) ?? 0n) + quantity);
    }
  }
  const { allocatable = {} } = node.status ?? {};
  return [...total].every(([name, quantity]) => quantity <= nanos(allocatable[name] ?? "0"));
}

function nanos(quantity: string): bigint {
  return parseQuantity(quantity) ?? 0n;
}
