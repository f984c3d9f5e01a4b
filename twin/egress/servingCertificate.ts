import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ClusterObjects } from "../aws/eks/kubernetes/objects";
import type { V1Secret } from "../aws/eks/kubernetes/types";
import type { CertificateAndKey } from "../controlPlane/certificates";
import type { ControlPlaneFiles } from "../controlPlane/files";

/** Keys of a Secret: those of its type for certificates, and those of kube-webhook-certgen. */
const KEYS = [
  ["tls.crt", "tls.key"],
  ["cert", "key"],
] as const;

/**
 * The certificate with which the pods of a Service answer: the one that a Secret of their namespace holds for its name, as charts bring it. Without one, an injector would
 * have made it while it runs: the cluster's own authority issues it.
 *
 * @param host `<service>.<namespace>.svc`
 */
export async function servingCertificate(
  cluster: ClusterObjects,
  files: ControlPlaneFiles,
  host: string,
): Promise<CertificateAndKey> {
  const [, namespace] = host.split(".");
  const secrets = await cluster.list<V1Secret>("v1", "Secret", { namespace });
  return newestFor(host, secrets) ?? (await issued(files, host));
}

export function newestFor(host: string, secrets: readonly V1Secret[]): CertificateAndKey | undefined {
  const pairs = secrets.flatMap(pairOf).filter(({ certificate }) => isFor(certificate, host));
  return pairs.sort((one, other) => issuedAt(other) - issuedAt(one))[0];
}

function pairOf({ data }: V1Secret): CertificateAndKey[] {
  return KEYS.flatMap(([certificateKey, keyKey]) => {
    const [certificate, key] = [data?.[certificateKey], data?.[keyKey]].map(decode);
    return certificate && key ? [{ certificate, key }] : [];
  });
}

function decode(data: string | undefined): string {
  return Buffer.from(data ?? "", "base64").toString("utf8");
}

function isFor(certificate: string, host: string): boolean {
  try {
    return new X509Certificate(certificate).checkHost(host) !== undefined;
  } catch {
    // A Secret may hold under these keys what is no certificate.
    return false;
  }
}

function issuedAt({ certificate }: CertificateAndKey): number {
  return Date.parse(new X509Certificate(certificate).validFrom);
}

async function issued(files: ControlPlaneFiles, host: string): Promise<CertificateAndKey> {
  const { issue } = await import("../controlPlane/certificates");
  const { certificate, key } = files.certificate("ca");
  const authority = { certificate: await readFile(certificate, "utf8"), key: await readFile(key, "utf8") };
  return issue(authority, { commonName: host }, { dnsNames: [host] });
}
