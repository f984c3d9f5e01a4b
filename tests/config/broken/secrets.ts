import type { Mistake } from "./mistake";

const pin = { "versions.addons.external-secrets": "2.12.0" };

/** Secrets of AWS in the cluster. */
export const secretsMistakes: readonly Mistake[] = [
  {
    title: "secrets of any name",
    changes: pin,
    problems: {
      "eks-platform:addons.external-secrets":
        "is required because versions.addons.external-secrets is given: set secretPrefix",
    },
  },
  {
    title: "a pattern for the beginning of names, and a key by its alias",
    changes: {
      ...pin,
      "addons.external-secrets": { secretPrefix: "*", kmsKeyArns: ["arn:aws:kms:eu-west-1:111111111111:alias/own"] },
    },
    problems: {
      "eks-platform:addons.external-secrets.secretPrefix":
        'is "*"; must be the beginning of the names of secrets, 2 to 200 characters, for example platform-dev/',
      "eks-platform:addons.external-secrets.kmsKeyArns[0]":
        'is "arn:aws:kms:eu-west-1:111111111111:alias/own"; must be the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>',
    },
  },
];
