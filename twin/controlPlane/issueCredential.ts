import * as fs from "node:fs/promises";
import * as path from "node:path";
import { z } from "zod";
import { ControlPlaneFiles } from "./files";
import { issueClientCertificate } from "./pki";

/**
 * `identities.json`: what the cluster's access entries make of IAM principals, by ARN. A principal that is not in it has its ARN for a user name and no groups;
 * one that has an entry is not let in before `since`.
 *
 * https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
 */
const identitiesSchema = z.record(
  z.string(),
  z.strictObject({ username: z.string().optional(), groups: z.array(z.string()), since: z.iso.datetime().optional() }),
);

/** Content of `identities.json`. */
export type Identities = z.infer<typeof identitiesSchema>;

/**
 * Issues a credential for an IAM principal and writes it as the `status` of an ExecCredential.
 *
 * https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
 */
export async function issueCredential(
  controlPlaneDirectory: string,
  principalArn: string,
  target: string,
): Promise<void> {
  const files = new ControlPlaneFiles(controlPlaneDirectory);
  const identity = (await readIdentities(files.identities))[principalArn];
  const { certificate, key } = await issueClientCertificate(files, {
    commonName: identity?.username ?? principalArn,
    organizations: identity?.groups ?? [],
    validFrom: identity?.since === undefined ? undefined : new Date(identity.since),
  });
  await fs.mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const unfinished = `${target}.${process.pid}`;
  await fs.writeFile(unfinished, JSON.stringify({ clientCertificateData: certificate, clientKeyData: key }), {
    mode: 0o600,
  });
  await fs.rename(unfinished, target);
}

async function readIdentities(file: string): Promise<Identities> {
  try {
    return identitiesSchema.parse(JSON.parse(await fs.readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}

async function main(): Promise<void> {
  const [controlPlaneDirectory, principalArn, target] = process.argv.slice(2);
  if (controlPlaneDirectory === undefined || principalArn === undefined || target === undefined) {
    throw new Error("usage: issueCredential <control plane's folder> <principal ARN> <target file>");
  }
  await issueCredential(controlPlaneDirectory, principalArn, target);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
