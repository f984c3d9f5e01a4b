import { generateKeyPairSync } from "node:crypto";
import { existsSync } from "node:fs";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { CertificateAndKey, Subject } from "./certificates";
import { ControlPlaneFiles, type CertificateName, type KubeconfigUser } from "./files";

/** Those of every control plane. */
const users = {
  admin: { commonName: "kubernetes-admin", organizations: ["system:masters"] },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  kwok: { commonName: "system:kwok", organizations: ["system:masters"] },
} as const satisfies Partial<Record<KubeconfigUser, Subject>>;

/** The only one whom servers of aggregated APIs believe who the user is. */
export const FRONT_PROXY_USER = "front-proxy-client";

export interface PkiOptions {
  /** https://127.0.0.1:PORT */
  readonly endpoint: string;
  /** Address of the `kubernetes` Service: the first of the service CIDR. */
  readonly serviceAddress: string;
}

/** Makes the certificates, the key of the service accounts and the kubeconfigs of a new control plane; leaves those that exist. */
export async function ensurePki(files: ControlPlaneFiles, options: PkiOptions): Promise<void> {
  if (!existsSync(files.pki)) await createPki(files, options);
  await ensureFrontProxyCertificate(files);
}

async function createPki(files: ControlPlaneFiles, options: PkiOptions): Promise<void> {
  // Loaded only here: the library takes a good part of the time that a start of a running control plane takes.
  const { createAuthority, issue } = await import("./certificates");
  const unfinished = new ControlPlaneFiles(`${files.directory}.unfinished`);
  await fs.rm(unfinished.directory, { recursive: true, force: true });
  await fs.mkdir(unfinished.pki, { recursive: true, mode: 0o700 });

  const loopback = { dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"] };
  const authority = await createAuthority("kubernetes");
  await save(unfinished, "ca", authority);
  // An authority of its own: whoever has a certificate of the cluster must still not read etcd.
  const etcdAuthority = await createAuthority("etcd");
  await save(unfinished, "etcd-ca", etcdAuthority);
  await save(unfinished, "etcd", await issue(etcdAuthority, { commonName: "etcd" }, loopback));
  await save(unfinished, "etcd-client", await issue(etcdAuthority, { commonName: "kube-apiserver" }));
  const apiServerNames = {
    dnsNames: [
      ...loopback.dnsNames,
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ],
    ipAddresses: [...loopback.ipAddresses, options.serviceAddress],
  };
  await save(unfinished, "kube-apiserver", await issue(authority, { commonName: "kube-apiserver" }, apiServerNames));

  const serviceAccounts = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await fs.writeFile(unfinished.serviceAccountKey, serviceAccounts.privateKey, { mode: 0o600 });
  await fs.writeFile(unfinished.serviceAccountPublicKey, serviceAccounts.publicKey);

  for (const [user, subject] of Object.entries(users) as [KubeconfigUser, Subject][]) {
    await writeKubeconfig(files, user, options.endpoint, authority, subject);
  }
  // The last step, so that certificates are there either complete or not at all.
  await fs.rename(unfinished.pki, files.pki);
  await fs.rm(unfinished.directory, { recursive: true });
}

/** A certificate for a client, signed by the cluster's authority. */
export async function issueClientCertificate(files: ControlPlaneFiles, subject: Subject): Promise<CertificateAndKey> {
  const { issue } = await import("./certificates");
  return issue(await authorityOf(files), subject);
}

/** Makes a certificate with which a server of the control plane answers on the loopback interface; leaves one that exists. */
export async function ensureServingCertificate(
  files: ControlPlaneFiles,
  name: CertificateName,
  dnsNames: readonly string[] = [],
): Promise<void> {
  if (existsSync(files.certificate(name).certificate)) return;
  const { issue } = await import("./certificates");
  const names = { ipAddresses: ["127.0.0.1"], dnsNames };
  await save(files, name, await issue(await authorityOf(files), { commonName: name }, names));
}

/** Makes a kubeconfig for a component that not every control plane has; leaves one that exists. */
export async function ensureKubeconfig(
  files: ControlPlaneFiles,
  user: KubeconfigUser,
  endpoint: string,
  subject: Subject,
): Promise<void> {
  if (existsSync(files.kubeconfig(user))) return;
  await writeKubeconfig(files, user, endpoint, await authorityOf(files), subject);
}

async function writeKubeconfig(
  files: ControlPlaneFiles,
  user: KubeconfigUser,
  endpoint: string,
  authority: CertificateAndKey,
  subject: Subject,
): Promise<void> {
  const { issue } = await import("./certificates");
  const credentials = await issue(authority, subject);
  const file = files.kubeconfig(user);
  await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await fs.writeFile(file, await kubeconfig(endpoint, authority.certificate, user, credentials), { mode: 0o600 });
}

/**
 * Makes the certificate with which the API server speaks to the servers of aggregated APIs for its users, and an authority that signs nothing else; leaves them where they
 * exist.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/
 */
async function ensureFrontProxyCertificate(files: ControlPlaneFiles): Promise<void> {
  if (existsSync(files.certificate("front-proxy-client").certificate)) return;
  const { createAuthority, issue } = await import("./certificates");
  const authority = await createAuthority("front-proxy");
  await save(files, "front-proxy-ca", authority);
  await save(files, "front-proxy-client", await issue(authority, { commonName: FRONT_PROXY_USER }));
}

/** The key first: where the certificate exists, both do. */
async function save(files: ControlPlaneFiles, name: CertificateName, pair: CertificateAndKey): Promise<void> {
  const target = files.certificate(name);
  await fs.writeFile(target.key, pair.key, { mode: 0o600 });
  await fs.writeFile(target.certificate, pair.certificate);
}

async function authorityOf(files: ControlPlaneFiles): Promise<CertificateAndKey> {
  const { certificate, key } = files.certificate("ca");
  return { certificate: await fs.readFile(certificate, "utf8"), key: await fs.readFile(key, "utf8") };
}

async function kubeconfig(
  endpoint: string,
  authority: string,
  user: string,
  credentials: CertificateAndKey,
): Promise<string> {
  const { stringify } = await import("yaml");
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "twin", cluster: { server: endpoint, "certificate-authority-data": base64(authority) } }],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": base64(credentials.certificate),
          "client-key-data": base64(credentials.key),
        },
      },
    ],
    contexts: [{ name: "twin", context: { cluster: "twin", user } }],
    "current-context": "twin",
  });
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
