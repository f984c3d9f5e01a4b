import type { Account } from "../../aws/account";
import { vpcConfigOf } from "../../aws/eks/cluster/stored";
import { CLUSTER } from "../../aws/eks/context";
import { type ClusterObjects, referenceTo } from "../../aws/eks/kubernetes/objects";
import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import { AwsError } from "../../aws/error";
import { ensureLoadBalancer, findLoadBalancer, removeLoadBalancer } from "../../aws/loadBalancers";
import { texts } from "../../aws/read";
import { addressOf, setAddress } from "./address";
import type { Problem } from "./draft";
import { ENVOY_GATEWAY, isAbandoned } from "./envoy";
import { EKS } from "./finalizers";
import { hostname } from "./names";
import { isLeaving, labelOf } from "./objects";
import { repeatAddress } from "./proxies";
import { runningControllers } from "./running";
import { stacks, type StackState } from "./stacks";
import { findSubnets } from "./subnets";
import { type ClusterView, viewCluster } from "./view";

interface EksCluster {
  readonly clusterName: string;
  readonly vpcId: string;
}

/**
 * Does what controllers of load balancers do where they run: load balancers in the account for Services, Ingresses and Gateways, the addresses of these, and finalizers that
 * hold them until their load balancer is deleted. Proxies (ingress-nginx, Traefik, Envoy Gateway) repeat the address of their own Service.
 */
export class LoadBalancers {
  /** Stacks as they were when nothing was left to do for them. */
  private readonly settled = new Map<string, string>();

  constructor(
    private readonly cluster: ClusterObjects,
    private readonly account: Account,
    private readonly region: string,
  ) {}

  /** Looks once. @returns why some objects wait in vain */
  async reconcile(): Promise<string[]> {
    const [found] = this.account.list(CLUSTER);
    if (!found) return [];
    const eksCluster = { clusterName: found.id, vpcId: vpcConfigOf(found).vpcId };
    const view = await viewCluster(this.cluster);
    const waiting = view.objects.filter(({ object }) => !isLeaving(object) && addressOf(object) === undefined);
    const open = stacks(view.objects).filter((stack) => this.settled.get(stack.key) !== stateOf(stack));
    const objects = view.objects.map(({ object }) => object);
    const abandoned = objects.filter((object) => !isLeaving(object) && isAbandoned(object, objects));
    if (open.length + abandoned.length === 0 && waiting.every(({ ask }) => ask === undefined)) return [];

    const controllers = await runningControllers(this.cluster);
    if (controllers.has(ENVOY_GATEWAY))
      for (const service of abandoned) await this.cluster.delete(referenceTo(service));
    const problems: string[] = [];
    for (const { object, ask } of waiting) {
      if (!ask || "finalizer" in ask) continue;
      const problem =
        "problem" in ask ? ask.problem : await repeatAddress(this.cluster, object, ask.addressOf, controllers);
      if (problem !== undefined) problems.push(...unserved([object], problem));
    }
    for (const stack of open) {
      const problem = controllers.has(stack.controller)
        ? await this.serve(stack, view, eksCluster)
        : `${stack.controller} does not run in the cluster`;
      if (problem === undefined) this.settled.set(stack.key, stateOf(stack));
      else problems.push(...unserved(stack.members, problem), ...undeleted(stack.leaving, problem));
    }
    return problems;
  }

  /** @returns why there is no load balancer */
  private async serve(stack: StackState, view: ClusterView, eksCluster: EksCluster): Promise<string | undefined> {
    const { key, finalizer, members, leaving } = stack;
    if (members.length > 0) {
      for (const object of members) await this.hold(object, finalizer);
      const address = await this.ensure(stack, view, eksCluster);
      if ("problem" in address) return address.problem;
      for (const object of members) await setAddress(this.cluster, object, address.hostname);
    } else {
      removeLoadBalancer(this.account, key);
    }
    for (const object of leaving) await this.release(object, finalizer);
    return undefined;
  }

  private async ensure(
    stack: StackState,
    view: ClusterView,
    { clusterName, vpcId }: EksCluster,
  ): Promise<{ hostname: string } | Problem> {
    const { account, region } = this;
    const described = await view.draft(stack, stack.members);
    if ("problem" in described) return described;
    const { subnets: named, ...draft } = described;
    const { type, isInternal } = draft;
    const current = findLoadBalancer(account, stack.key);
    const found =
      current?.outputs.internal === isInternal
        ? texts(current.outputs.subnets)
        : findSubnets(account, { vpcId, isInternal, type, named });
    if (typeof found === "string") return { problem: found };
    const dnsName = hostname(draft.name, { type, region, isInternal });
    const tags = tagsOf(stack, clusterName);
    const madeFor = stack.members.map(labelOf).join(", ");
    const spec = { ...draft, stack: stack.key, madeFor, clusterName, vpcId, subnetIds: found, dnsName, tags };
    try {
      ensureLoadBalancer({ account, region }, spec);
    } catch (error) {
      if (error instanceof AwsError) return { problem: error.message };
      throw error;
    }
    return { hostname: dnsName };
  }

  private async hold(object: KubernetesObject, finalizer: string): Promise<void> {
    const { finalizers = [], resourceVersion } = object.metadata ?? {};
    if (finalizers.includes(finalizer)) return;
    await this.cluster.merge(referenceTo(object), {
      metadata: { resourceVersion, finalizers: [...finalizers, finalizer] },
    });
  }

  private async release(object: KubernetesObject, finalizer: string): Promise<void> {
    const { finalizers = [], resourceVersion } = object.metadata ?? {};
    await this.cluster.merge(referenceTo(object), {
      metadata: { resourceVersion, finalizers: finalizers.filter((name) => name !== finalizer) },
    });
  }
}

function stateOf({ members, leaving }: StackState): string {
  return JSON.stringify([members, leaving]);
}

/** Nothing waits for the address of a Gateway. */
function unserved(objects: readonly KubernetesObject[], problem: string): string[] {
  return objects
    .filter((object) => object.kind !== "Gateway" && addressOf(object) === undefined)
    .map(
      (object) => `${labelOf(object)} gets no ${object.kind === "Service" ? "load balancer" : "address"}: ${problem}.`,
    );
}

function undeleted(objects: readonly KubernetesObject[], problem: string): string[] {
  return objects
    .filter(isLeaving)
    .map((object) => `${labelOf(object)} is not deleted, because its load balancer is not: ${problem}.`);
}

function tagsOf({ key, controller, finalizer, group }: StackState, clusterName: string): Record<string, string> {
  const stack = group ?? key.slice(finalizer.length + 1);
  if (controller === EKS)
    return { [`kubernetes.io/cluster/${clusterName}`]: "owned", "kubernetes.io/service-name": stack };
  const [domain = ""] = finalizer.replace(/^group\./, "").split("/");
  return { "elbv2.k8s.aws/cluster": clusterName, [`${domain}/stack`]: stack };
}
