import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { failRun } from "../failure";
import { isSamePrincipal } from "./principals";

/** The roles that the provider assumes before it does anything, with whatever credentials it is given. */
export const assumedRoles = ({
  assumeDeployerRole,
  deployerRoleArn,
}: {
  readonly assumeDeployerRole: boolean;
  readonly deployerRoleArn: string;
}) => (assumeDeployerRole ? [{ roleArn: deployerRoleArn }] : undefined);

export interface CallerRules {
  readonly deployerRoleArn: string;
  /** Every principal that the cluster lets in. */
  readonly principalArns: readonly string[];
  /** Whether nothing is changed in this run. */
  readonly isPreview: boolean;
}

/** Why the program must not go on as this caller: Kubernetes would refuse what an `up` makes in the cluster. */
export function callerProblem(
  callerArn: string,
  { deployerRoleArn, principalArns, isPreview }: CallerRules,
): string | undefined {
  if (isSamePrincipal(callerArn, deployerRoleArn)) return undefined;
  if (isPreview && principalArns.some((arn) => isSamePrincipal(callerArn, arn))) return undefined;
  const wanted = isPreview
    ? "account.deployerRoleArn, or another principal of cluster.access"
    : "account.deployerRoleArn";
  return (
    `The credentials are of ${callerArn}, which is not ${wanted} (${deployerRoleArn}): the cluster would refuse it. ` +
    "Use the role's credentials (aws sts assume-role, or a profile with role_arn), set account.assumeDeployerRole: true if your credentials may assume it, or change the stack file."
  );
}

/**
 * Fails the preview when the caller is somebody whom the cluster would refuse, and an `up` at once: an administrator of the account can
 * build everything in AWS, and is still nobody to Kubernetes without an access entry.
 */
export function checkCaller(rules: Omit<CallerRules, "isPreview">, opts: pulumi.InvokeOptions): void {
  const isPreview = pulumi.runtime.isDryRun();
  aws.getCallerIdentityOutput({}, opts).apply(({ arn }) => {
    const problem = callerProblem(arn, { ...rules, isPreview });
    if (problem !== undefined) void failRun(problem);
  });
}
