import { z } from "zod";
import { addonPins } from "./addons";

const quoted = (issue: { readonly input?: unknown }) =>
  typeof issue.input === "number" ? "must be in quotes: YAML reads 1.40 as 1.4" : undefined;

const minor = z
  .string({ error: quoted })
  .regex(/^1\.\d{2}$/, { error: 'must be a Kubernetes minor, for example "1.36" (EKS chooses the patch)' });

/** An AL2023 release: the kubelet's version and the day it was built. */
export const amiReleasePattern = /^(1\.\d{2})\.\d+-(\d{8})$/;

export const versions = z
  .strictObject({
    kubernetes: minor.meta({
      description:
        'Kubernetes minor of the control plane, in quotes: "1.36". One minor at a time, up. https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html',
    }),
    nodes: z
      .strictObject({
        kubernetes: minor.meta({
          description: "Kubernetes minor of the nodes: never newer than the control plane, at most three older.",
        }),
        al2023: z
          .string()
          .regex(amiReleasePattern, { error: "must be an AL2023 AMI release, for example 1.36.4-20260930" })
          .optional()
          .meta({
            description:
              "AMI release of groups with an AL2023 image. https://github.com/awslabs/amazon-eks-ami/releases",
          }),
        bottlerocket: z
          .string()
          .regex(/^\d+\.\d+\.\d+-[0-9a-f]{8}$/, {
            error: "must be a Bottlerocket release with its commit, for example 1.65.0-0be31b34",
          })
          .optional()
          .meta({
            description:
              "AMI release of groups with a Bottlerocket image. https://github.com/bottlerocket-os/bottlerocket/releases",
          }),
      })
      .optional()
      .meta({
        description:
          "What managed and self-managed nodes run, apart from the control plane, so that the two can move one after the other.",
      }),
    addons: addonPins,
  })
  .meta({
    description:
      "Every pin of the environment. An upgrade changes this block and nothing else; nothing is ever looked up as newest.",
  });
