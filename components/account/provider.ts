import * as aws from "@pulumi/aws";
import type { Place } from "../iam/partition";
import { assumedRoles, checkCaller } from "./caller";
import { checkPrincipals } from "./principals";

export interface AccountArgs extends Place {
  readonly deployerRoleArn: string;
  readonly assumeDeployerRole: boolean;
  /** Every principal that the cluster lets in. */
  readonly principalArns: readonly string[];
  /** Of everything that the provider makes. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The provider of one AWS account, which refuses the credentials of any other. It fails the run when the caller is somebody
 * whom the cluster would refuse, or when a principal is not there that the cluster should let in.
 */
export function accountProvider(name: string, args: AccountArgs): aws.Provider {
  const { region, accountId, deployerRoleArn, principalArns, tags } = args;
  const provider = new aws.Provider(name, {
    region,
    allowedAccountIds: [accountId],
    assumeRoles: assumedRoles(args),
    defaultTags: { tags },
  });
  checkCaller({ deployerRoleArn, principalArns }, { provider });
  checkPrincipals(principalArns, accountId, { provider });
  return provider;
}
