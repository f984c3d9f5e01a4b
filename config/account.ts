import { z } from "zod";
import { accountId, kmsKeyArn, regionName, roleArn } from "../components/spec/values";

/** The account that an ARN belongs to. */
export const accountOfArn = (arn: string): string => arn.split(":")[4] ?? "";

/** The region that an ARN belongs to. */
export const regionOfArn = (arn: string): string => arn.split(":")[3] ?? "";

const policyArn = z.string().regex(/^arn:aws(?:-cn|-us-gov)?:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]{1,512}$/, {
  error: "must be the ARN of an IAM policy: arn:aws:iam::<account>:policy/<name>",
});

export const account = z
  .strictObject({
    id: accountId.meta({
      description:
        "AWS account of the environment, 12 digits in quotes. Credentials of any other account fail in the preview (the provider's allowedAccountIds).",
    }),
    deployerRoleArn: roleArn.meta({
      description:
        "IAM role that runs `pulumi up`, in the same account. It must also stand in cluster.access as a cluster-admin, or the deployment locks itself out of the cluster.",
    }),
    assumeDeployerRole: z.boolean().default(false).meta({
      description:
        "Assumes deployerRoleArn with the caller's credentials, which need sts:AssumeRole on it. Default: the credentials must be those of the role.",
    }),
    permissionsBoundaryArn: policyArn.optional().meta({
      description:
        "IAM policy that bounds what every role of the environment may do, where the account demands one. Default: none. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    }),
    ebsKmsKeyArn: kmsKeyArn.optional().meta({
      description:
        "Symmetric KMS key that encrypts the volumes of managed and self-managed nodes. Auto Scaling gets a grant for it, and EC2 Spot with spot nodes: their service-linked roles must exist. Default: the account's own key for EBS. https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
    }),
  })
  .meta({ description: "AWS account of the environment and the role that deploys into it." });

export const region = regionName.meta({
  description: "AWS region, for example eu-west-1. https://docs.aws.amazon.com/general/latest/gr/eks.html",
});

export const purpose = z.enum(["development", "production"]).meta({
  description:
    "What the environment is for. It builds nothing; `production` makes the configuration refuse what production must not have: no deletion protection, an API server open to the internet, one NAT gateway for all zones, one node.",
});

const tagText = z.string().max(256, { error: "must be at most 256 characters" });

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
const tagsOfAResource = 50;
/** Name and type, role for load balancers, role for the VPC CNI, Karpenter's discovery, and the environment's name. */
const ownTagsOfASubnet = 6;
const mostTags = tagsOfAResource - ownTagsOfASubnet;

export const tags = z
  .object({
    owner: tagText.meta({ description: "Team that answers for the environment." }),
    costCenter: tagText.meta({ description: "Who pays; in quotes if it is a number." }),
  })
  .catchall(tagText)
  .superRefine((given, context) => {
    const count = Object.keys(given).length;
    if (count > mostTags) {
      context.addIssue(
        `must be at most ${mostTags} tags, not ${count}: AWS allows ${tagsOfAResource}, and a subnet has ${ownTagsOfASubnet} of the platform's own`,
      );
    }
    for (const key of Object.keys(given)) {
      const refuse = (message: string) => context.addIssue({ code: "custom", path: [key], message });
      if (key.length > 128) refuse("must be at most 128 characters");
      if (key !== key.trim()) refuse("must be a key without spaces before or after it");
      if (/^aws:/i.test(key)) refuse('must not begin with "aws:", which AWS reserves');
    }
  })
  .meta({
    description:
      "Tags on every AWS resource of the environment: owner, costCenter and any others. Instances and volumes of nodes have them too, but for Auto Mode's. https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html",
  });
