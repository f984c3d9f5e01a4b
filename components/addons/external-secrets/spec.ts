import { z } from "zod";
import { lowerCaseName, wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";

export const externalSecrets = addon({
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
  settings: z.strictObject({
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
    replicas: wholeNumber(1, 5).default(2).meta({
      description: "Pods of the controller, of which one works, and of the webhook that checks its objects.",
    }),
  }),
  stage: "afterNodes",
  kinds: ["external-secrets.io"],
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "external-secrets", labels: { "app.kubernetes.io/instance": "external-secrets" } },
  needs: ["eks-pod-identity-agent", "coredns"],
  calls: ["secretsmanager"],
  permissions: "to read secrets whose names begin with secretPrefix",
  cost: "Secrets Manager: 0.40 USD a secret and month",
});
