import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** For whom tokens of service accounts are that AWS takes. */
export const audience = "sts.amazonaws.com";

/**
 * Makes the issuer of a cluster's service account tokens an identity provider of the account. It takes no thumbprint: IAM asks
 * the issuer for its certificate itself.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
 */
export const oidcProvider = (
  name: string,
  issuerUrl: pulumi.Input<string>,
  parent: pulumi.Resource,
): aws.iam.OpenIdConnectProvider =>
  new aws.iam.OpenIdConnectProvider(name, { url: issuerUrl, clientIdLists: [audience] }, { parent });
