import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { failRun } from "../failure";
import { saysNotFound } from "./notFound";

/** An IAM role or user, as an ARN of IAM or of a session names it. */
export interface Principal {
  readonly accountId: string;
  readonly kind: "role" | "user";
  /** Without its path, which the ARN of a session leaves out. */
  readonly name: string;
}

/** Reads `arn:aws:iam::<account>:role/<path and name>`, `…:user/…`, and `arn:aws:sts::<account>:assumed-role/<name>/<session>`. */
export function principalOf(arn: string): Principal | undefined {
  const [, , service, , accountId = "", resource = ""] = arn.split(":");
  const [kind, ...path] = resource.split("/");
  if (service === "sts" && kind === "assumed-role") return { accountId, kind: "role", name: path[0] ?? "" };
  if (service !== "iam" || (kind !== "role" && kind !== "user")) return undefined;
  return { accountId, kind, name: path.at(-1) ?? "" };
}

export const isSamePrincipal = (one: string, other: string): boolean => {
  const [a, b] = [principalOf(one), principalOf(other)];
  return a !== undefined && a.accountId === b?.accountId && a.kind === b.kind && a.name === b.name;
};

/**
 * Fails the preview when a principal of the account is not there: EKS would refuse its access entry when the cluster has been
 * made. Principals of other accounts cannot be looked up from here.
 */
export function checkPrincipals(arns: readonly string[], accountId: string, opts: pulumi.InvokeOptions): void {
  const own = arns.filter((arn) => principalOf(arn)?.accountId === accountId);
  void Promise.all(own.map(async (arn) => ((await principalExists(arn, opts)) ? [] : [arn]))).then((missing) => {
    const names = missing.flat();
    if (names.length === 0) return;
    void failRun(
      `cluster.access names what is not in the account ${accountId}: ${names.join(", ")}. ` +
        "EKS lets only principals in that exist: correct the ARN (path included), or create the role or user first.",
    );
  });
}

/** Whether a principal of the caller's account is there, its path included. */
export async function principalExists(arn: string, opts: pulumi.InvokeOptions): Promise<boolean> {
  const principal = principalOf(arn);
  if (!principal) return true;
  try {
    const found =
      principal.kind === "role"
        ? await aws.iam.getRole({ name: principal.name }, opts)
        : await aws.iam.getUser({ userName: principal.name }, opts);
    return found.arn === arn;
  } catch (error) {
    if (saysNotFound(error)) return false;
    throw error;
  }
}
