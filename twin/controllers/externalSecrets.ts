import { randomBytes } from "node:crypto";
import { type ClusterObjects, referenceTo } from "../aws/eks/kubernetes/objects";
import { isReady } from "../aws/eks/kubernetes/ready";
import type { KubernetesObject, V1Pod, V1Secret } from "../aws/eks/kubernetes/types";

const GROUP = "external-secrets.io";
const GENERATORS = `generators.${GROUP}/v1alpha1`;

interface ExternalSecret extends KubernetesObject {
  readonly spec?: {
    readonly secretStoreRef?: { readonly kind?: string; readonly name?: string };
    readonly target?: { readonly name?: string };
    readonly data?: readonly {
      readonly secretKey: string;
      readonly remoteRef: { readonly key: string; readonly property?: string };
    }[];
    readonly dataFrom?: readonly {
      readonly sourceRef?: { readonly generatorRef?: { readonly name: string } };
      readonly rewrite?: readonly { readonly regexp?: { readonly target: string } }[];
    }[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

interface Password extends KubernetesObject {
  readonly spec?: { readonly length?: number };
}

/**
 * Makes the Secrets that ExternalSecrets ask for, while the operator runs. Passwords are random. The account has no secrets of its own, which somebody else puts there in AWS:
 * a value is a text that names the secret. What the operator's role may read is not asked.
 */
export async function writeSecrets(cluster: ClusterObjects): Promise<void> {
  const operator = await cluster.list<V1Pod>("v1", "Pod", { labels: { "app.kubernetes.io/name": "external-secrets" } });
  if (!operator.some(isReady)) return;
  for (const wanted of await cluster.list<ExternalSecret>(`${GROUP}/v1`, "ExternalSecret")) {
    if (isReady(wanted) || wanted.metadata?.deletionTimestamp) continue;
    const secret = await secretOf(cluster, wanted);
    if (typeof secret === "string") await report(cluster, wanted, "False", "SecretSyncedError", secret);
    else {
      await cluster.apply(secret);
      await report(cluster, wanted, "True", "SecretSynced", "secret synced");
    }
  }
}

/** @returns why there is none */
async function secretOf(cluster: ClusterObjects, wanted: ExternalSecret): Promise<V1Secret | string> {
  const { data = [], dataFrom = [], secretStoreRef: store, target } = wanted.spec ?? {};
  const { name, namespace, uid } = wanted.metadata ?? {};
  if (store?.name !== undefined) {
    const reference = { apiVersion: `${GROUP}/v1`, kind: store.kind ?? "SecretStore", name: store.name, namespace };
    if (!(await cluster.get(reference))) return `could not get ${reference.kind} "${store.name}"`;
  }
  const texts = new Map(data.map(({ secretKey, remoteRef }) => [secretKey, remoteText(remoteRef)]));
  for (const { sourceRef, rewrite = [] } of dataFrom) {
    const generator = sourceRef?.generatorRef?.name ?? "";
    const reference = { apiVersion: GENERATORS, kind: "Password", name: generator, namespace };
    const password = await cluster.get<Password>(reference);
    if (!password) return `could not get Password "${generator}"`;
    texts.set(rewrite[0]?.regexp?.target ?? "password", randomText(password.spec?.length ?? 24));
  }
  const owner = {
    apiVersion: `${GROUP}/v1`,
    kind: "ExternalSecret",
    name: name ?? "",
    uid: uid ?? "",
    controller: true,
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: target?.name ?? name, namespace, ownerReferences: [owner] },
    data: Object.fromEntries([...texts].map(([key, text]) => [key, Buffer.from(text).toString("base64")])),
  };
}

const remoteText = ({ key, property }: { readonly key: string; readonly property?: string }): string =>
  `the twin's value of ${[key, property].filter(Boolean).join("#")}`;

const randomText = (length: number): string => randomBytes(length).toString("base64url").slice(0, length);

async function report(
  cluster: ClusterObjects,
  wanted: ExternalSecret,
  status: "True" | "False",
  reason: string,
  message: string,
): Promise<void> {
  const before = wanted.status?.conditions?.find(({ type }) => type === "Ready") as { message?: string } | undefined;
  if (status === "False" && before?.message === message) return;
  await cluster.mergeCustomStatus(referenceTo(wanted), {
    conditions: [{ type: "Ready", status, reason, message, lastTransitionTime: new Date().toISOString() }],
  });
}
