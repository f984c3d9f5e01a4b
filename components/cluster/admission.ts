import { execFile } from "node:child_process";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Kubeconfig } from "./kubeconfig";

export interface Patience {
  /**
   * "Access entries may take several seconds to be effective". https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
   * @default 180
   */
  readonly admissionSeconds?: number;
  /**
   * A new endpoint is not in DNS at once.
   * @default 30
   */
  readonly answerSeconds?: number;
  /**
   * Between two questions.
   * @default 1000
   */
  readonly pollMilliseconds?: number;
}

/** For one answer. */
const TIMEOUT_MILLISECONDS = 10_000;

/** What every principal with an access policy for the whole cluster may read. */
const PATH = "/api/v1/namespaces/kube-system";

interface Credential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
}

/**
 * Waits until the API server lets the user of the kubeconfig in. The Kubernetes provider asks once, when it is configured, and takes the cluster for
 * unreachable in the whole run if it is refused then: `clusterUnreachable` in
 * https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/provider.go
 *
 * @param warn hears that the API server does not answer from here: there may be a proxy, which only the provider uses, so that it has the last word
 * @throws when the API server goes on refusing
 */
export async function untilAdmitted(
  kubeconfig: Kubeconfig,
  warn: (message: string) => void,
  { admissionSeconds = 180, answerSeconds = 30, pollMilliseconds = 1000 }: Patience = {},
): Promise<void> {
  const begin = Date.now();
  const hasPassed = (seconds: number) => Date.now() - begin >= seconds * 1000;
  for (;;) {
    const status = await statusFor(kubeconfig).catch((error: unknown) => {
      if (!hasPassed(answerSeconds)) return undefined;
      return error instanceof Error ? error : new Error(String(error));
    });
    if (status instanceof Error) {
      warn(`The API server does not answer from here (${status.message}). cluster.endpoint says who can reach it.`);
      return;
    }
    if (status === 200) return;
    if (status !== undefined && hasPassed(admissionSeconds)) {
      throw new Error(
        `The API server still answers ${status} to the deployer after ${admissionSeconds} seconds: its access entry, or the policy of that, does not work.`,
      );
    }
    await sleep(pollMilliseconds);
  }
}

async function statusFor({ clusters: [{ cluster }], users: [{ user }] }: Kubeconfig): Promise<number | undefined> {
  const { stdout } = await promisify(execFile)(user.exec.command, [...user.exec.args]);
  const { status: credential } = JSON.parse(stdout) as { status: Credential };
  const options = {
    agent: false,
    ca: Buffer.from(cluster["certificate-authority-data"], "base64"),
    cert: credential.clientCertificateData,
    key: credential.clientKeyData,
    headers: credential.token === undefined ? {} : { Authorization: `Bearer ${credential.token}` },
    timeout: TIMEOUT_MILLISECONDS,
  } as const;
  return new Promise((resolve, reject) => {
    const request = https.get(new URL(PATH, cluster.server), options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on("timeout", () => request.destroy(new Error("no answer in time")));
    request.on("error", reject);
  });
}
