import type { KubernetesObject } from "../objects";

/** Whether an object does what it is for, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  /** It will not get ready any more: there is nothing to wait for. */
  readonly failed?: boolean;
  /** Pods that no node takes: waiting longer does not help by itself. */
  readonly unschedulable?: boolean;
  /** What is missing, most important first. Empty when ready. */
  readonly reasons: readonly string[];
  /** One line on how far it is. */
  readonly progress?: string;
}

/** Objects that say why another one is not ready; only what its kind needs. */
export interface Related {
  readonly pods: readonly KubernetesObject[];
  readonly replicaSets: readonly KubernetesObject[];
  readonly claims: readonly KubernetesObject[];
  readonly endpointSlices: readonly KubernetesObject[];
  readonly services: readonly KubernetesObject[];
  readonly storageClasses: readonly KubernetesObject[];
  /** Warnings about the object. */
  readonly events: readonly KubernetesObject[];
  /** For how long none of these objects has changed. */
  readonly quietSeconds: number;
}

export type Source = Exclude<keyof Related, "quietSeconds">;

/** What to wait for at a kind of object. */
export interface Awaiter {
  readonly needs: readonly Source[];
  /** Pure: looks at nothing but its arguments. */
  readiness(object: KubernetesObject, related: Related): Readiness;
}

export const nothingRelated: Related = {
  pods: [],
  replicaSets: [],
  claims: [],
  endpointSlices: [],
  services: [],
  storageClasses: [],
  events: [],
  quietSeconds: 0,
};

export const isReady: Readiness = { ready: true, reasons: [] };

export function notReady(reasons: readonly (string | undefined)[], progress?: string): Readiness {
  const given = reasons.filter((reason) => reason !== undefined);
  return { ready: false, reasons: [...new Set(given)], progress };
}
