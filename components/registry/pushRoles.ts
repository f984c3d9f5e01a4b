import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "../iam/partition";
import { type Allowed, rolePolicy } from "../iam/rolePolicy";
import type { PushSettings } from "./spec";

/** Whose tokens GitHub's workflows have, and for whom. https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws */
const issuer = "token.actions.githubusercontent.com";
const audience = "sts.amazonaws.com";

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
const pushActions = [
  "BatchCheckLayerAvailability",
  "BatchGetImage",
  "CompleteLayerUpload",
  "InitiateLayerUpload",
  "PutImage",
  "UploadLayerPart",
];

/** https://docs.aws.amazon.com/AmazonECR/latest/public/docker-push-ecr-image.html */
const publicPushActions = pushActions.filter((action) => action !== "BatchGetImage");

/** The account and region that the repositories are in. */
export interface PushRolesArgs extends PushSettings, Place {}

/**
 * Roles that workflows of GitHub take to push, by the token that each of their runs gets (OpenID Connect):
 * - GitHub as an identity provider of the account, if none is named
 * - a role for each entry, for the subjects that it names and nobody else, with a policy for its repositories alone
 *
 * Free of charge. Never keeps a key, and never lets anyone pull, delete or retag.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export class PushRoles extends pulumi.ComponentResource {
  /** ARNs of the roles by name. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: PushRolesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:registry:PushRoles", name, {}, opts);
    const providerArn =
      args.providerArn ??
      new aws.iam.OpenIdConnectProvider(
        `${name}-github`,
        { url: `https://${issuer}`, clientIdLists: [audience] }, // AWS knows GitHub's certificate: no thumbprint
        { parent: this },
      ).arn;
    this.arns = Object.fromEntries(
      Object.entries(args.roles).map(([key, { subjects, repositories, publicRepositories }]) => {
        const role = new aws.iam.Role(
          `${name}-${key}-role`,
          {
            description: `Pushes images from workflows of GitHub: ${key}`,
            assumeRolePolicy: trustPolicy(providerArn, subjects),
          },
          { parent: this },
        );
        rolePolicy(
          `${name}-${key}-role`,
          role,
          [
            ...allowed(
              "ecr",
              pushActions,
              repositories.map((path) => arnOf(args, "ecr", `repository/${path}`)),
            ),
            ...allowed(
              "ecr-public",
              publicPushActions,
              publicRepositories.map((path) => publicArn(args.accountId, path)),
            ),
            ...(publicRepositories.length > 0 ? [{ Action: "sts:GetServiceBearerToken", Resource: "*" }] : []),
          ],
          this,
        );
        return [key, role.arn];
      }),
    );
    this.registerOutputs({ arns: this.arns });
  }
}

const trustPolicy = (providerArn: pulumi.Input<string>, subjects: readonly string[]): pulumi.Output<string> =>
  pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: providerArn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: { [`${issuer}:aud`]: audience },
          StringLike: { [`${issuer}:sub`]: subjects },
        },
      },
    ],
  });

const publicArn = (accountId: string, path: string) => `arn:aws:ecr-public::${accountId}:repository/${path}`;

/** The token that logs in is not of one repository; what one may do with it is. */
const allowed = (service: string, actions: readonly string[], repositoryArns: readonly string[]): Allowed[] =>
  repositoryArns.length === 0
    ? []
    : [
        { Action: `${service}:GetAuthorizationToken`, Resource: "*" },
        { Action: actions.map((action) => `${service}:${action}`), Resource: repositoryArns },
      ];
