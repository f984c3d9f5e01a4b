import type { Mistake } from "./mistake";

const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const app = (repository: object) => ({ registry: { repositories: { app: repository } } });
const withApp = (rest: object) => ({ registry: { repositories: { "team/app": {} }, ...rest } });
const pushes = (role: object) =>
  withApp({ push: { roles: { ci: { subjects: ["repo:acme/app:environment:prod"], ...role } } } });

/** What ECR would refuse in the middle of an update, or take and never do. */
export const registryMistakes: readonly Mistake[] = [
  {
    title: "a registry with nothing in it",
    changes: { registry: {} },
    problems: {
      "eks-platform:registry":
        "must have something in it, for example { repositories: { team/app: {} } }, or be left out",
    },
  },
  {
    title: "a repository with a capital in its name",
    changes: { registry: { repositories: { "team/MyApp": {} } } },
    problems: {
      'eks-platform:registry.repositories["team/MyApp"]':
        'is "team/MyApp"; must be 2 to 256 lower-case letters and digits, with . _ - or / between them, for example team/app',
    },
  },
  {
    title: "encryption with a key that is not named",
    changes: app({ encryptionType: "KMS" }),
    problems: {
      "eks-platform:registry.repositories.app.kmsKeyArn":
        "is required because encryptionType is KMS, for example arn:aws:kms:<region>:<account>:key/<id>; or write AES256",
    },
  },
  {
    title: "a key that encrypts nothing",
    changes: app({ kmsKeyArn: keyArn }),
    problems: {
      "eks-platform:registry.repositories.app.kmsKeyArn": `is "${keyArn}"; must be left out with encryptionType AES256, which has no key of its own; or write KMS`,
    },
  },
  {
    title: "a key of another region for a repository",
    changes: app({ encryptionType: "KMS", kmsKeyArn: keyArn.replace("eu-west-1", "us-east-1") }),
    problems: {
      "eks-platform:registry.repositories.app.kmsKeyArn": `is "${keyArn.replace("eu-west-1", "us-east-1")}"; must be a key in eu-west-1 (region): ECR takes no other`,
    },
  },
  {
    title: "exclusions that leave no tag",
    changes: app({ imageTagMutabilityExclusionFilters: ["dev-*", "*", "dev-*"] }),
    problems: {
      "eks-platform:registry.repositories.app.imageTagMutabilityExclusionFilters[1]":
        'is "*"; must not be every tag: write imageTagMutability: MUTABLE',
      "eks-platform:registry.repositories.app.imageTagMutabilityExclusionFilters[2]": 'is "dev-*"; must be listed once',
    },
  },
  {
    title: "a lifecycle policy that says nothing",
    changes: app({ lifecycle: {} }),
    problems: {
      "eks-platform:registry.repositories.app.lifecycle":
        "must have untaggedDays or keepLast, for example { untaggedDays: 14, keepLast: { v: 30 } }",
    },
  },
  {
    title: "a lifecycle policy with two rules for the same tags",
    changes: app({ lifecycle: { keepLast: { v: 30, v1: 5 } } }),
    problems: {
      "eks-platform:registry.repositories.app.lifecycle.keepLast.v1":
        "is 5; must be left out: its tags begin with v too, and ECR lets one rule alone decide about an image",
    },
  },
  {
    title: "accounts that are none, twice or the own one",
    changes: app({ pull: { accounts: ["222222222222", "111111111111", "222222222222"] } }),
    problems: {
      "eks-platform:registry.repositories.app.pull.accounts[1]":
        'is "111111111111"; must be another account: roles of the registry\'s own (account.id) pull by their own permissions',
      "eks-platform:registry.repositories.app.pull.accounts[2]": 'is "222222222222"; must be listed once',
    },
  },
  {
    title: "an account of eleven digits that may pull, and an organization by its name",
    changes: app({ pull: { accounts: ["22222222222"], organizationId: "acme" } }),
    problems: {
      "eks-platform:registry.repositories.app.pull.accounts[0]":
        'is "22222222222"; must be the 12 digits of an AWS account',
      "eks-platform:registry.repositories.app.pull.organizationId":
        'is "acme"; must be the id of an organization, for example o-a1b2c3d4e5',
    },
  },
  {
    title: "nobody who may pull",
    changes: app({ pull: {} }),
    problems: {
      "eks-platform:registry.repositories.app.pull":
        'must name who may pull, for example { accounts: ["222222222222"] }, or be left out',
    },
  },
  {
    title: "a public repository that says nothing of itself",
    changes: { registry: { publicRepositories: { app: {} } } },
    problems: {
      "eks-platform:registry.publicRepositories.app.description":
        "is missing: What is in it, in a sentence, for everybody who finds it in the gallery",
    },
  },
  {
    title: "a public repository in China",
    changes: {
      region: "cn-north-1",
      "network.availabilityZones": ["cn-north-1a", "cn-north-1b"],
      registry: { publicRepositories: { app: { description: "An app" } } },
    },
    problems: {
      "eks-platform:registry.publicRepositories":
        "must be left out in cn-north-1 (region): AWS has public repositories in us-east-1 alone, which accounts of China and GovCloud do not reach",
    },
  },
  {
    title: "scans without an end by the basic scanner",
    changes: withApp({ scanning: { scanType: "BASIC", continuousScan: ["*"] } }),
    problems: {
      "eks-platform:registry.scanning.continuousScan": 'is ["*"]; must be left out with scanType BASIC: write ENHANCED',
    },
  },
  {
    title: "scans of nothing",
    changes: withApp({ scanning: { scanType: "ENHANCED" } }),
    problems: { "eks-platform:registry.scanning": 'must say what is scanned, for example scanOnPush: ["*"]' },
  },
  {
    title: "scans of repositories that are not there",
    changes: withApp({ scanning: { scanType: "BASIC", scanOnPush: ["team", "team/*", "app*", "shop"] } }),
    problems: {
      "eks-platform:registry.scanning.scanOnPush[2]":
        'is "app*"; must match a repository of this registry, which has team/app',
      "eks-platform:registry.scanning.scanOnPush[3]":
        'is "shop"; must match a repository of this registry, which has team/app',
    },
  },
  {
    title: "findings that go to a topic of another region",
    changes: withApp({
      scanning: {
        scanType: "BASIC",
        scanOnPush: ["*"],
        findings: { sendTo: "arn:aws:sns:eu-central-1:111111111111:findings" },
      },
    }),
    problems: {
      "eks-platform:registry.scanning.findings.sendTo":
        'is "arn:aws:sns:eu-central-1:111111111111:findings"; must be a topic or queue of 111111111111 (account.id) in eu-west-1 (region)',
    },
  },
  {
    title: "findings that go to a mail address",
    changes: withApp({
      scanning: { scanType: "BASIC", scanOnPush: ["*"], findings: { severities: ["SEVERE"], sendTo: "me@acme.org" } },
    }),
    problems: {
      "eks-platform:registry.scanning.findings.severities[0]":
        'is "SEVERE"; must be one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL',
      "eks-platform:registry.scanning.findings.sendTo":
        'is "me@acme.org"; must be topic or queue, which are made here, or the ARN of one (not FIFO), for example arn:aws:sns:<region>:<account>:<name>',
    },
  },
  {
    title: "caches without the credentials that they need, and with some that they do not",
    changes: {
      registry: {
        pullThroughCache: {
          ghcr: { upstreamRegistryUrl: "ghcr.io" },
          quay: {
            upstreamRegistryUrl: "quay.io",
            credentialArn: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:ecr-pullthroughcache/quay-a1b2c3",
          },
        },
      },
    },
    problems: {
      "eks-platform:registry.pullThroughCache.ghcr.credentialArn":
        "is required because ECR needs credentials for ghcr.io: a secret of Secrets Manager whose name begins with ecr-pullthroughcache/",
      "eks-platform:registry.pullThroughCache.quay.credentialArn":
        'is "arn:aws:secretsmanager:eu-west-1:111111111111:secret:ecr-pullthroughcache/qua..."; must be left out: quay.io takes no credentials from ECR',
    },
  },
  {
    title: "a cache of a registry that ECR does not know, and a secret that it may not read",
    changes: {
      registry: {
        pullThroughCache: {
          docker: {
            upstreamRegistryUrl: "docker.io",
            credentialArn: "arn:aws:secretsmanager:eu-west-1:111111111111:secret:docker-a1b2c3",
          },
        },
      },
    },
    problems: {
      "eks-platform:registry.pullThroughCache.docker.upstreamRegistryUrl":
        'is "docker.io"; must be one of public.ecr.aws, registry.k8s.io, quay.io, registry-1.docker.io, ghcr.io, registry.gitlab.com',
      "eks-platform:registry.pullThroughCache.docker.credentialArn":
        'is "arn:aws:secretsmanager:eu-west-1:111111111111:secret:docker-a1b2c3"; must be the ARN of a secret whose name begins with ecr-pullthroughcache/: arn:aws:secretsmanager:<region>:<account>:secret:ecr-pullthroughcache/<name>',
    },
  },
  {
    title: "a secret of another region",
    changes: {
      registry: {
        pullThroughCache: {
          ghcr: {
            upstreamRegistryUrl: "ghcr.io",
            credentialArn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:ecr-pullthroughcache/a",
          },
        },
      },
    },
    problems: {
      "eks-platform:registry.pullThroughCache.ghcr.credentialArn":
        'is "arn:aws:secretsmanager:us-east-1:111111111111:secret:ecr-pullthroughcache/a"; must be a secret of 111111111111 (account.id) in eu-west-1 (region)',
    },
  },
  {
    title: "copies to the registry itself, of repositories that are not there",
    changes: withApp({
      replication: {
        destinations: [{ region: "eu-west-1" }, { region: "eu-west-1", accountId: "222222222222" }],
        repositoryPrefixes: ["team/", "shop/"],
        acceptFrom: ["111111111111"],
      },
    }),
    problems: {
      "eks-platform:registry.replication.destinations[0].region":
        'is "eu-west-1"; must be another one: eu-west-1 is that of the registry itself (region)',
      "eks-platform:registry.replication.repositoryPrefixes[1]":
        'is "shop/"; must match a repository of this registry, which has team/app',
      "eks-platform:registry.replication.acceptFrom[0]": 'is "111111111111"; must not be account.id itself',
    },
  },
  {
    title: "copies that go nowhere",
    changes: withApp({ replication: { repositoryPrefixes: ["team/"] } }),
    problems: {
      "eks-platform:registry.replication": "must have destinations or acceptFrom, or be left out",
      "eks-platform:registry.replication.repositoryPrefixes": 'is ["team/"]; must be left out without destinations',
    },
  },
  {
    title: "a role that pushes to a repository that is not there",
    changes: pushes({ repositories: ["team/ap"] }),
    problems: {
      "eks-platform:registry.push.roles.ci.repositories[0]":
        'is "team/ap"; must be one of registry.repositories; did you mean team/app?',
    },
  },
  {
    title: "a role that pushes to nothing",
    changes: pushes({}),
    problems: {
      "eks-platform:registry.push.roles.ci": "must name repositories or publicRepositories that it pushes to",
    },
  },
  {
    title: "a role for every workflow of an organization",
    changes: pushes({ subjects: ["repo:acme/*"], repositories: ["team/app"] }),
    problems: {
      "eks-platform:registry.push.roles.ci.subjects[0]":
        'is "repo:acme/*"; must name a repository and its branch, tag or environment, for example repo:acme/app:ref:refs/heads/main or repo:acme/app:environment:prod',
    },
  },
  {
    title: "GitHub as an identity provider of another account",
    changes: withApp({
      push: {
        providerArn: "arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com",
        roles: { ci: { subjects: ["repo:acme/app:environment:prod"], repositories: ["team/app"] } },
      },
    }),
    problems: {
      "eks-platform:registry.push.providerArn":
        'is "arn:aws:iam::999999999999:oidc-provider/token.actions.githubusercontent.com"; must be a provider of 111111111111 (account.id)',
    },
  },
];
