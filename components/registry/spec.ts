import { z } from "zod";
import { accountId, kmsKeyArn, lowerCaseName, regionName, wholeNumber } from "../spec/values";

/** Registries that ECR can cache, and whether it needs credentials for them. https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html */
export const upstreams = {
  "public.ecr.aws": { needsCredentials: false },
  "registry.k8s.io": { needsCredentials: false },
  "quay.io": { needsCredentials: false },
  "registry-1.docker.io": { needsCredentials: true },
  "ghcr.io": { needsCredentials: true },
  "registry.gitlab.com": { needsCredentials: true },
} as const;

type Upstream = keyof typeof upstreams;

const path = "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*)*";

const pathOfAtMost = (longest: number, example: string) =>
  z.string().regex(new RegExp(`^(?=.{2,${longest}}$)${path}$`), {
    error: `must be 2 to ${longest} lower-case letters and digits, with . _ - or / between them, for example ${example}`,
  });

const organizationId = z.string().regex(/^o-[a-z0-9]{10,32}$/, {
  error: "must be the id of an organization, for example o-a1b2c3d4e5",
});

const pull = z.strictObject({
  accounts: z.array(accountId).default([]).meta({ description: "AWS accounts, 12 digits in quotes." }),
  organizationId: organizationId
    .optional()
    .meta({ description: "Every account of this organization of AWS Organizations. Default: none." }),
});

const lifecycle = z.strictObject({
  untaggedDays: wholeNumber(1, 3650, "days")
    .optional()
    .meta({ description: "Days after its push that an image without a tag expires. Default: it stays." }),
  keepLast: z
    .record(
      z.string().regex(/^[\w][\w.-]{0,127}$/, { error: "must be the beginning of a tag, for example v" }),
      wholeNumber(1, 100_000, "images"),
    )
    .default({})
    .meta({
      description:
        "Images to keep, by the beginning of their tags: { v: 30 } keeps the 30 that were pushed last of those with a tag v*. Tags that none of them begins stay.",
    }),
});

const tagFilter = z.string().regex(/^(?=.{1,128}$)[\w.-]*(?:\*[\w.-]*){0,2}$/, {
  error:
    "must be a tag of at most 128 letters, digits and . _ -, with at most 2 wildcards *, for example latest or dev-*",
});

const repository = z
  .strictObject({
    encryptionType: z.enum(["AES256", "KMS"]).default("AES256").meta({
      description: "AES256 with a key of S3, or KMS with one of your own. Fixed for the life of the repository.",
    }),
    kmsKeyArn: kmsKeyArn.optional().meta({
      description:
        "KMS key for encryptionType KMS, in the region of the registry. https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html",
    }),
    imageTagMutability: z.enum(["IMMUTABLE", "MUTABLE"]).default("IMMUTABLE").meta({
      description:
        "Whether a tag may move to another image. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
    }),
    imageTagMutabilityExclusionFilters: z
      .array(tagFilter)
      .max(5, { error: "must be at most 5 filters" })
      .default([])
      .meta({
        description: "Tags that do the opposite of imageTagMutability, for example [latest, dev-*].",
      }),
    lifecycle: lifecycle.optional().meta({
      description:
        "Images that ECR deletes. Default: none. https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    }),
    pull: pull.optional().meta({
      description:
        "Other accounts that may pull, if their own permissions allow it too. Default: none. https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    }),
    forceDelete: z.boolean().default(false).meta({
      description: "Deletes the images with the repository. Default: ECR refuses to delete a repository with images.",
    }),
  })
  .meta({ description: "A private repository, for images and for Helm charts (OCI artefacts)." });

const publicRepository = z
  .strictObject({
    description: z
      .string()
      .min(1, { error: "must not be empty" })
      .max(1024, { error: "must be at most 1024 characters" })
      .meta({ description: "What is in it, in a sentence, for everybody who finds it in the gallery." }),
    aboutText: z.string().max(25_600, { error: "must be at most 25600 characters" }).optional().meta({
      description: "More about it, in Markdown. Default: nothing.",
    }),
    forceDestroy: z.boolean().default(false).meta({
      description: "Deletes the images with the repository. Default: ECR refuses to delete a repository with images.",
    }),
  })
  .meta({ description: "A repository on public.ecr.aws, from which everybody may pull." });

const scanFilter = z.string().regex(/^(?=.{1,255}$)[a-z0-9*](?:[a-z0-9*]|[._/-](?=[a-z0-9*]))*$/, {
  error: 'must be a part of repository names, or a pattern with *, for example "team/*"',
});

const severities = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"] as const;

const scanning = z.strictObject({
  scanType: z.enum(["BASIC", "ENHANCED"]).meta({
    description:
      "BASIC looks for known faults of operating-system packages, free of charge. ENHANCED is Amazon Inspector, for packages of languages too: 0.09 USD an image at its push, 0.01 for each scan after. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html",
  }),
  scanOnPush: z.array(scanFilter).max(100, { error: "must be at most 100 filters" }).default([]).meta({
    description: 'Repositories whose images are scanned when they are pushed, as name parts or patterns: ["*"] is all.',
  }),
  continuousScan: z.array(scanFilter).max(100, { error: "must be at most 100 filters" }).default([]).meta({
    description: "Repositories whose images are scanned again whenever a new fault gets known. With ENHANCED only.",
  }),
  findings: z
    .strictObject({
      severities: z
        .array(z.enum(severities))
        .min(1, { error: "must name at least one severity" })
        .default(["CRITICAL", "HIGH"])
        .meta({ description: "Severities that are told of." }),
      sendTo: z
        .string()
        .regex(/^(?:topic|queue|arn:aws(?:-cn|-us-gov)?:(?:sns|sqs):[a-z0-9-]+:\d{12}:[\w-]{1,256})$/, {
          error:
            "must be topic or queue, which are made here, or the ARN of one (not FIFO), for example arn:aws:sns:<region>:<account>:<name>",
        })
        .meta({
          description:
            "SNS topic or SQS queue that gets them: topic or queue for one that is made here, or the ARN of one that is there. Its own policy must then let EventBridge in.",
        }),
    })
    .optional()
    .meta({
      description:
        "Where findings go, by EventBridge. Default: nowhere. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html",
    }),
});

const cache = z
  .strictObject({
    upstreamRegistryUrl: z
      .enum(Object.keys(upstreams) as [Upstream, ...Upstream[]])
      .meta({ description: "Registry that ECR gets the images from." }),
    credentialArn: z
      .string()
      .regex(
        /^arn:aws(?:-cn|-us-gov)?:secretsmanager:[a-z0-9-]+:\d{12}:secret:ecr-pullthroughcache\/[\w/+=.@-]{1,500}$/,
        {
          error:
            "must be the ARN of a secret whose name begins with ecr-pullthroughcache/: arn:aws:secretsmanager:<region>:<account>:secret:ecr-pullthroughcache/<name>",
        },
      )
      .optional()
      .meta({
        description:
          "Secret of Secrets Manager with username and accessToken, for an upstream that needs them. https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html",
      }),
  })
  .meta({ description: "An upstream registry, whose images are at <registry>/<prefix>/<image>." });

const destination = z.strictObject({
  region: regionName.meta({ description: "Region of the copies." }),
  accountId: accountId.optional().meta({ description: "Account of the copies. Default: the own one." }),
});

const prefixFilter = z.string().regex(/^(?=.{2,256}$)[a-z0-9][a-z0-9._/-]*$/, {
  error: "must be the beginning of repository names, for example team/",
});

const replication = z.strictObject({
  destinations: z
    .array(destination)
    .max(25, { error: "must be at most 25 destinations" })
    .default([])
    .meta({ description: "Regions and accounts that get a copy of every image pushed from now on." }),
  repositoryPrefixes: z
    .array(prefixFilter)
    .max(100, { error: "must be at most 100 prefixes" })
    .default([])
    .meta({ description: "Beginnings of the names of the repositories that are copied. Default: all of them." }),
  acceptFrom: z
    .array(accountId)
    .default([])
    .meta({ description: "Accounts that may put copies of their images into this registry. Default: none." }),
});

const subject = z
  .string()
  .regex(/^repo:[\w.-]+(?:@\d+)?\/[\w.-]+(?:@\d+)?:(?:ref:refs\/(?:heads|tags)\/\S+|environment:\S+)$/, {
    error:
      "must name a repository and its branch, tag or environment, for example repo:acme/app:ref:refs/heads/main or repo:acme/app:environment:prod",
  });

const pushRole = z
  .strictObject({
    subjects: z.array(subject).min(1, { error: "must name at least one subject" }).meta({
      description:
        "Who takes the role: the `sub` of the token of a workflow, with * as a wildcard behind the repository. https://docs.github.com/en/actions/reference/security/oidc",
    }),
    repositories: z
      .array(z.string())
      .default([])
      .meta({ description: "Private repositories of `repositories` that it pushes to." }),
    publicRepositories: z
      .array(z.string())
      .default([])
      .meta({ description: "Public repositories of `publicRepositories` that it pushes to." }),
  })
  .meta({ description: "A role that a workflow of GitHub takes to push." });

const push = z.strictObject({
  providerArn: z
    .string()
    .regex(/^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:oidc-provider\/token\.actions\.githubusercontent\.com$/, {
      error:
        "must be the ARN of GitHub's identity provider: arn:aws:iam::<account>:oidc-provider/token.actions.githubusercontent.com",
    })
    .optional()
    .meta({
      description:
        "GitHub's OpenID Connect provider in the account, where there is one: an account has it once. Default: it is made here.",
    }),
  roles: z
    .record(lowerCaseName(30), pushRole)
    .refine((roles) => Object.keys(roles).length > 0, { error: "must have at least one role" })
    .meta({ description: "Roles by name." }),
});

export const registry = z
  .strictObject({
    repositories: z
      .record(pathOfAtMost(256, "team/app"), repository)
      .default({})
      .meta({ description: "Private repositories by name, 0.10 USD a month for each GB." }),
    publicRepositories: z.record(pathOfAtMost(205, "app"), publicRepository).default({}).meta({
      description:
        "Public repositories by name. AWS keeps them in us-east-1, whatever the environment's region. https://docs.aws.amazon.com/AmazonECR/latest/public/public-repositories.html",
    }),
    scanning: scanning.optional().meta({
      description: "Scanning of the images in the whole registry. Default: by hand, with BASIC.",
    }),
    pullThroughCache: z.record(pathOfAtMost(30, "quay"), cache).default({}).meta({
      description:
        "Registries whose images ECR gets and keeps when nodes pull them, by the prefix of the repositories that it makes.",
    }),
    replication: replication.optional().meta({
      description:
        "Copies of images in other regions and accounts. Default: none. https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html",
    }),
    push: push.optional().meta({
      description: "Who pushes: workflows of GitHub, without a key that could get lost. Default: nobody.",
    }),
  })
  .meta({
    description:
      "ECR, the registry of images and charts, one for each account and region. Default: the environment has nothing in it, and pulls from elsewhere. https://docs.aws.amazon.com/AmazonECR/latest/userguide/what-is-ecr.html",
  });

/** The registry of an environment as its component takes it. */
export type RegistrySettings = z.output<typeof registry>;
export type RepositorySettings = RegistrySettings["repositories"][string];
export type PublicRepositorySettings = RegistrySettings["publicRepositories"][string];
export type ScanningSettings = NonNullable<RegistrySettings["scanning"]>;
export type FindingsSettings = NonNullable<ScanningSettings["findings"]>;
export type ReplicationSettings = NonNullable<RegistrySettings["replication"]>;
export type PushSettings = NonNullable<RegistrySettings["push"]>;
