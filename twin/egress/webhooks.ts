import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import type { V1MutatingWebhookConfiguration, V1ValidatingWebhookConfiguration } from "../aws/eks/kubernetes/types";

const API_VERSION = "admissionregistration.k8s.io/v1";

export type WebhookConfiguration = V1MutatingWebhookConfiguration | V1ValidatingWebhookConfiguration;

export async function webhookConfigurations(cluster: ClusterObjects): Promise<WebhookConfiguration[]> {
  const lists = await Promise.all([
    cluster.list<V1MutatingWebhookConfiguration>(API_VERSION, "MutatingWebhookConfiguration"),
    cluster.list<V1ValidatingWebhookConfiguration>(API_VERSION, "ValidatingWebhookConfiguration"),
  ]);
  return lists.flat();
}

/** Where a webhook answers. */
export interface WebhookPlace {
  readonly namespace: string;
  readonly service: string;
  readonly path: string;
}

/** Names of the webhooks that answer there: `mservice.elbv2.k8s.aws`. */
export async function webhooksAt(cluster: ClusterObjects, place: WebhookPlace): Promise<string[]> {
  const configurations = await webhookConfigurations(cluster);
  const webhooks = configurations.flatMap((configuration) => configuration.webhooks ?? []);
  return webhooks.flatMap(({ name, clientConfig: { service } }) =>
    service?.namespace === place.namespace && service.name === place.service && (service.path ?? "/") === place.path
      ? [name]
      : [],
  );
}
