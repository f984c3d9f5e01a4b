import type { KubernetesObject, V1DaemonSet, V1Deployment, V1Pod, V1Service } from "../kubernetes/types";
import { formatAddress, networkOfCidr } from "../../../../capacity/cidr";
import type { Call } from "../../resourceType";
import { isDeployment, isWorkload, type Workload } from "./objects";
import { type ClusterObjects, referenceTo } from "../kubernetes/objects";
import { type EksContext, waitFor } from "../context";
import type { WebhookConfiguration } from "../../../egress/webhooks";

/** Waits until the add-on's pods run. @returns what keeps them from it, in the scheduler's own words: shown in the add-on's health, not an API error */
export async function awaitAddon(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  objects: readonly KubernetesObject[],
): Promise<string | undefined> {
  for (const workload of objects.filter(isWorkload)) {
    const ready = await waitFor(context, call, async () => {
      if (await isReady(cluster, workload)) return true;
      const [reason] = await unschedulableReasons(cluster, workload);
      if (reason !== undefined) call.status(`${workload.metadata?.name}: ${reason}`);
      return undefined;
    });
    if (ready) continue;
    const reasons = await unschedulableReasons(cluster, workload);
    return (
      "InsufficientNumberOfReplicas: The add-on is unhealthy because it doesn't have the desired number of replicas." +
      (reasons.length > 0 ? ` ${workload.metadata?.name}: ${reasons.join("; ")}` : "")
    );
  }
  return undefined;
}

/**
 * Waits until the API server trusts the add-on's webhooks, whose authority its own injector writes when its pods run. cert-manager checks this
 * itself before it calls an installation done.
 *
 * @returns which have none
 */
export async function awaitWebhooks(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  objects: readonly KubernetesObject[],
): Promise<string | undefined> {
  for (const configuration of objects.filter(({ kind }) => kind?.endsWith("WebhookConfiguration"))) {
    const trusted = await waitFor(context, call, async () => {
      const found = await cluster.get<WebhookConfiguration>(referenceTo(configuration));
      return found?.webhooks?.every(({ clientConfig }) => clientConfig.caBundle) ? true : undefined;
    });
    if (!trusted)
      return `The add-on is unhealthy because nothing has written an authority into ${configuration.kind} ${configuration.metadata?.name}.`;
  }
  return undefined;
}

/** Takes the add-on's objects away and waits until their pods are gone, and a namespace of its own. */
export async function removeAddon(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  objects: readonly KubernetesObject[],
): Promise<void> {
  for (const object of [...objects].reverse()) await cluster.delete(referenceTo(object));
  await waitFor(context, call, async () => {
    const pods = await Promise.all(objects.filter(isWorkload).map((workload) => podsOf(cluster, workload)));
    const namespaces = objects.filter(({ kind }) => kind === "Namespace");
    const left = await Promise.all(namespaces.map((namespace) => cluster.get(referenceTo(namespace))));
    return [...pods.flat(), ...left].every((object) => object === undefined) ? true : undefined;
  });
}

/** The tenth address of the service range, which the API server's own service shows. */
export async function clusterDnsAddress(cluster: ClusterObjects): Promise<string> {
  const service = await cluster.get<V1Service>({
    apiVersion: "v1",
    kind: "Service",
    name: "kubernetes",
    namespace: "default",
  });
  const own = networkOfCidr(`${service?.spec?.clusterIP}/32`);
  if (!own) throw new Error("the cluster has no IPv4 service default/kubernetes yet");
  // The API server takes the first address of the range for itself.
  return formatAddress(own.network + 9);
}

async function isReady(cluster: ClusterObjects, workload: Workload): Promise<boolean> {
  const found = await cluster.get<Workload>(referenceTo(workload));
  if (!found?.status || (found.status.observedGeneration ?? 0) < (found.metadata?.generation ?? 0)) return false;
  return isDeployment(found) ? isDeploymentReady(found) : isDaemonSetReady(found);
}

function isDaemonSetReady({ status }: V1DaemonSet): boolean {
  return (status?.numberReady ?? 0) >= (status?.desiredNumberScheduled ?? 0);
}

function isDeploymentReady({ spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  return (status?.updatedReplicas ?? 0) >= wanted && (status?.availableReplicas ?? 0) >= wanted;
}

async function podsOf(cluster: ClusterObjects, workload: Workload): Promise<V1Pod[]> {
  return cluster.list<V1Pod>("v1", "Pod", {
    namespace: workload.metadata?.namespace ?? "kube-system",
    labels: workload.spec?.selector.matchLabels ?? {},
  });
}

async function unschedulableReasons(cluster: ClusterObjects, workload: Workload): Promise<string[]> {
  const pods = await podsOf(cluster, workload);
  const reasons = pods.flatMap((pod) =>
    (pod.status?.conditions ?? [])
      .filter(({ type, status }) => type === "PodScheduled" && status === "False")
      .map(({ message }) => message ?? ""),
  );
  return [...new Set(reasons)];
}
