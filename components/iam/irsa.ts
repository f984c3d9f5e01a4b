import type * as aws from "@pulumi/aws";
import { audience } from "./oidcProvider";
import type { Trust } from "./serviceRole";

/** A service account of a cluster that is an identity provider of the account. */
interface ServiceAccount {
  readonly oidcProvider?: aws.iam.OpenIdConnectProvider | undefined;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * Lets the pods of one service account take a role on by its token, and no others: without the exact subject every pod of the
 * cluster could.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust({ oidcProvider, namespace, serviceAccount }: ServiceAccount): Trust {
  if (!oidcProvider) throw new Error(`no identity provider for the service account ${namespace}/${serviceAccount}`);
  // AWS keeps the URL without its scheme.
  const issuer = oidcProvider.url.apply((url) => url.replace("https://", ""));
  return {
    Principal: { Federated: oidcProvider.arn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: issuer.apply((host) => ({
      StringEquals: {
        [`${host}:aud`]: audience,
        [`${host}:sub`]: `system:serviceaccount:${namespace}:${serviceAccount}`,
      },
    })),
  };
}
