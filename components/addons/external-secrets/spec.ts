import { z } from "zod";
import type { Placed } from "../../dataPlane/place.spec";
import { lowerCaseName, roleArn, wholeNumber } from "../../spec/values";
import { targetRoleIsReached } from "../targetRole.spec";
import { addon, chart } from "../addon.spec";

const settings = z.strictObject({
  secretPrefix: z
    .string()
    .regex(/^[A-Za-z0-9/_+=.@-]{2,200}$/, {
      error: "must be the beginning of the names of secrets, 2 to 200 characters, for example platform-dev/",
    })
    .meta({
      description:
        "Beginning of the names of the secrets that the cluster may read. https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html",
    }),
  kmsKeyArns: z
    .array(
      z.string().regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, {
        error: "must be the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>",
      }),
    )
    .default([])
    .meta({ description: "KMS keys of those secrets that are not encrypted with the account's own." }),
  namespaces: z
    .array(lowerCaseName(63))
    .min(1, { error: "must name at least one namespace" })
    .optional()
    .meta({ description: "Namespaces that may read secrets by the store. Default: every one." }),
  targetRoleArn: roleArn.optional().meta({
    description:
      "Role in another account, which the secrets are in: the operator takes it on to read them. It must trust the operator: see docs/identity.md. Default: the secrets are in the environment's account. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html",
  }),
  replicas: wholeNumber(1, 5).default(2).meta({
    description: "Pods of the controller, of which one works, and of the webhook that checks its objects.",
  }),
});

const placed: Placed = {
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "external-secrets", labels: { "app.kubernetes.io/instance": "external-secrets" } },
};

const itsTargetIsReached = targetRoleIsReached<z.output<typeof settings>>(
  placed,
  ["addons", "external-secrets", "targetRoleArn"],
  ({ targetRoleArn }) => targetRoleArn,
);

export const externalSecrets = addon({
  ...placed,
  description: "Keeps Secrets of the cluster like those of AWS Secrets Manager.",
  source: chart({
    source: "https://charts.external-secrets.io",
    name: "external-secrets",
    sets: [
      "installCRDs",
      "replicaCount",
      "leaderElect",
      "serviceAccount.name",
      "serviceAccount.annotations",
      "webhook.replicaCount",
      "webhook.port",
    ],
  }),
  settings,
  stage: "afterNodes",
  kinds: ["external-secrets.io", "generators.external-secrets.io"],
  needs: ["eks-pod-identity-agent", "coredns"],
  calls: ["secretsmanager"],
  permissions: "to read secrets whose names begin with secretPrefix, or to take targetRoleArn on",
  rules: [itsTargetIsReached],
  cost: "Secrets Manager: 0.40 USD a secret and month",
});
