import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import { type Stack, stackOf } from "./finalizers";
import { isLeaving } from "./objects";
import type { Asking } from "./view";

/** A load balancer, by the objects that have it or had it. */
export interface StackState extends Stack {
  /** They want it. */
  readonly members: readonly KubernetesObject[];
  /** A finalizer holds them, though they are being deleted or ask for it no more. */
  readonly leaving: readonly KubernetesObject[];
}

/** Which load balancers are wanted or held, by all objects of a cluster that may have one. */
export function stacks(asking: readonly Asking[]): StackState[] {
  const found = new Map<string, Stack & { members: KubernetesObject[]; leaving: KubernetesObject[] }>();
  const at = (stack: Stack) => {
    const state = found.get(stack.key) ?? { ...stack, members: [], leaving: [] };
    found.set(stack.key, state);
    return state;
  };
  for (const { object, ask } of asking) {
    const joined = ask && "finalizer" in ask && !isLeaving(object) ? stackOf(ask.finalizer, object) : undefined;
    if (joined) at(joined).members.push(object);
    for (const finalizer of object.metadata?.finalizers ?? []) {
      const held = stackOf(finalizer, object);
      if (held && held.key !== joined?.key) at(held).leaving.push(object);
    }
  }
  return [...found.values()];
}
