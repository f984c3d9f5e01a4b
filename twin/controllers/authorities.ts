import { type ClusterObjects, referenceTo } from "../aws/eks/kubernetes/objects";
import { isServed } from "../egress/services";
import { type WebhookConfiguration, webhookConfigurations } from "../egress/webhooks";

type Webhook = NonNullable<WebhookConfiguration["webhooks"]>[number];

/**
 * Writes into webhooks the authority that their pods' certificates are of, where the chart leaves that to cert-manager, a Job or the pods themselves: once the pods run, as on
 * a real cluster.
 *
 * @param caBundle base64 of the PEM certificate
 */
export async function injectAuthorities(cluster: ClusterObjects, caBundle: string): Promise<void> {
  for (const configuration of await webhookConfigurations(cluster)) {
    const { webhooks = [], metadata } = configuration;
    const inject = await Promise.all(webhooks.map((webhook) => lacksAuthority(cluster, webhook)));
    if (!inject.includes(true)) continue;
    const injected = webhooks.map((webhook, index) =>
      inject[index] ? { ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } } : webhook,
    );
    await cluster.merge(referenceTo(configuration), {
      metadata: { resourceVersion: metadata?.resourceVersion },
      webhooks: injected,
    });
  }
}

async function lacksAuthority(cluster: ClusterObjects, { clientConfig }: Webhook): Promise<boolean> {
  const { caBundle = "", service } = clientConfig;
  // A line break stands in many charts for what is to come.
  const isEmpty = Buffer.from(caBundle, "base64").toString("utf8").trim() === "";
  return isEmpty && service !== undefined && (await isServed(cluster, service.namespace, service.name));
}
