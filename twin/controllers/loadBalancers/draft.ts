import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import type { LoadBalancerSpec, Port } from "../../aws/loadBalancers";
import { generatedName } from "./names";

/** What an object asks for: a load balancer, as the finalizer of who makes it says; the address of another controller's Service; or something that nobody does. */
export type Ask = { readonly finalizer: string } | { readonly addressOf: ServiceQuery } | Problem | undefined;

export interface Problem {
  readonly problem: string;
}

/** A Service of a controller that is its own proxy: ingress-nginx, Traefik, Envoy Gateway. */
export interface ServiceQuery {
  /** Label `app.kubernetes.io/name` of the controller's pods. */
  readonly controller: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The Service that the controller creates, in its own namespace, where there is none. */
  readonly make?: (namespace: string) => Promise<KubernetesObject>;
}

/** The part of a load balancer that the objects say, and not the account. */
export interface Draft extends Pick<LoadBalancerSpec, "type" | "isInternal" | "listeners" | "targetGroups"> {
  readonly name: string;
  /** Subnets by id or name; found by their tags where there is none. */
  readonly subnets: readonly string[];
}

export interface Backend {
  readonly namespace: string;
  readonly service: string;
  readonly port: string;
  readonly protocol: string;
}

/** @param seed what tells the target groups of one load balancer from those of another */
export function targetGroups(backends: readonly Backend[], seed: string): (Port & { readonly name: string })[] {
  const byName = new Map(
    backends.map(({ namespace, service, port, protocol }) => {
      const name = generatedName(namespace, service, `${seed} ${namespace} ${service} ${port}`);
      // In the controller, too, a named port has no number that means anything.
      return [name, { name, port: /^\d+$/.test(port) ? Number(port) : 1, protocol }] as const;
    }),
  );
  return [...byName.values()];
}
