import { z } from "zod";
import { ipv4Range, logRetentionDays, lowerCaseName, privateRange, wholeNumber } from "../spec/values";

/** Types of control-plane logs. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

/** EKS access policies, by what they let a principal do. https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html */
const accessPolicies = ["cluster-admin", "admin", "edit", "view"] as const;

const principalArn = z
  .string()
  .regex(/^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:(?:role|user)\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, {
    error: "must be the ARN of an IAM role or user: arn:aws:iam::<account>:role/<name>",
  });

const namespaceName = z.string().regex(/^[a-z0-9*](?:[a-z0-9*-]{0,61}[a-z0-9*])?$/, {
  error: "must be a namespace's name, with * as a wildcard: lower-case letters, digits and hyphens",
});

const accessEntry = z
  .strictObject({
    principalArn: principalArn.meta({ description: "IAM role or user. The role itself, never one of its sessions." }),
    policy: z.enum(accessPolicies).meta({
      description:
        "What it may do: cluster-admin everything, admin and edit most things in its namespaces, view read only (no secrets).",
    }),
    namespaces: z
      .array(namespaceName)
      .min(1, { error: "must name at least one namespace, or be left out for all" })
      .optional()
      .meta({
        description: "Namespaces the policy is limited to. Default: the whole cluster.",
      }),
  })
  .superRefine((entry, context) => {
    if (entry.policy === "cluster-admin" && entry.namespaces) {
      context.addIssue({
        code: "custom",
        path: ["namespaces"],
        message: "must be left out for cluster-admin: use admin for namespaces",
      });
    }
  });

const endpoint = z.strictObject({
  private: z.boolean().default(true).meta({
    description: "API server reachable from within the VPC; nodes use this way.",
  }),
  public: z.boolean().default(false).meta({
    description: "API server reachable from the internet, for publicAccessCidrs only.",
  }),
  privateAccess: z
    .strictObject({
      cidrBlocks: z
        .array(ipv4Range("10.20.0.0/16"))
        .max(30, { error: "must be at most 30 ranges" })
        .default([])
        .meta({ description: "IPv4 ranges, of the VPC itself or of networks connected to it." }),
      securityGroupIds: z
        .array(
          z.string().regex(/^sg-[0-9a-f]{8,17}$/, {
            error: "must be the id of a security group, for example sg-0a1b2c3d4e5f67890",
          }),
        )
        .max(20, { error: "must be at most 20 security groups" })
        .default([])
        .meta({ description: "Security groups in the VPC, or in one that is peered with it." }),
    })
    .prefault({})
    .meta({
      description:
        "Who may reach the private endpoint besides nodes and pods, for example the runner of `pulumi up`. Needed when the API server is not public: EKS's own security group admits nobody else.",
    }),
  publicAccessCidrs: z
    .array(ipv4Range("<address on the internet>/32"))
    .max(40, { error: "must be at most 40 ranges" })
    .default([])
    .meta({
      description:
        "IPv4 ranges that may reach the public endpoint, none of them private or reserved. Needed when it is on; AWS would open it to the world. A request from them still needs a token of IAM.",
    }),
});

export const cluster = z
  .strictObject({
    name: lowerCaseName(63).meta({
      description:
        "Name of the cluster, once in an account and region. Fixed: another name is another cluster. Log group and subnet tags are made from it before it exists.",
    }),
    endpoint: endpoint.prefault({}).meta({
      description:
        "Who can reach the API server. https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
    }),
    logTypes: z.array(z.enum(logTypes)).default(["api", "audit", "authenticator"]).meta({
      description:
        "Control-plane logs sent to CloudWatch. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html",
    }),
    logRetentionDays: logRetentionDays.default(30).meta({ description: "Days that CloudWatch keeps them." }),
    upgradePolicy: z.enum(["standard", "extended"]).meta({
      description:
        "What happens when standard support of the Kubernetes version ends: `standard` has AWS upgrade the control plane then; `extended` keeps it 12 months more for 0.60 instead of 0.10 USD an hour. No default: AWS's own is the expensive one. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html",
    }),
    deletionProtection: z.boolean().default(true).meta({
      description:
        "Refuses to delete the cluster and everything that holds state, in EKS and in Pulumi, until it is false. https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html",
    }),
    serviceCidr: privateRange(12, 24, "172.20.0.0/16").default("172.20.0.0/16").meta({
      description:
        "IPv4 range of Kubernetes Services, /12 to /24, apart from the VPC and from every network it is connected to. Fixed: another one is another cluster.",
    }),
    encryptionKeyRotationDays: wholeNumber(90, 2560).default(365).meta({
      description:
        "Days between rotations of the KMS key that encrypts Secrets, 90 to 2560. https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable.html",
    }),
    access: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, {
          error: "must begin with a letter and have at most 40 lower-case letters, digits and hyphens",
        }),
        accessEntry,
      )
      .meta({
        description:
          "Who may use the cluster, by a name of your choice. The account.deployerRoleArn must be here as a cluster-admin. https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
      }),
  })
  .meta({ description: "The EKS control plane. https://docs.aws.amazon.com/eks/latest/userguide/clusters.html" });

/** The control plane of an environment as its component takes it. */
export type ClusterSettings = z.output<typeof cluster>;
export type AccessEntry = z.output<typeof accessEntry>;
