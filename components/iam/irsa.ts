import { audience } from "./oidcProvider";
import type { PodRoleArgs } from "./podRole";
import type { Trust } from "./serviceRole";

/**
 * Lets the pods of one service account take a role on by its token, and no others: without the exact subject every pod of the
 * cluster could.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function irsaTrust({
  oidcProvider,
  namespace,
  serviceAccount,
}: Pick<PodRoleArgs, "oidcProvider" | "namespace" | "serviceAccount">): Trust {
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
