import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../iam/partition";
import { lifecyclePolicy } from "./lifecycle";
import type { RepositorySettings } from "./spec";

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-pull-iam.html */
const pullActions = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

export interface PrivateRepositoryArgs extends RepositorySettings {
  readonly region: string;
  /** Name of the repository, which stays the same for ever: `team/app`. */
  readonly repositoryName: string;
  /** Protects the repository against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * A private repository of ECR:
 * - the repository, encrypted, its tags fixed unless the settings say otherwise
 * - a lifecycle policy, if asked for
 * - a policy that lets other accounts pull, if asked for
 *
 * Costs 0.10 USD a month for each GB, and what leaves the region.
 *
 * Never lets other accounts push.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
 */
export class PrivateRepository extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** What images are pushed to: `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  readonly repositoryUrl: pulumi.Output<string>;

  constructor(name: string, args: PrivateRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:registry:PrivateRepository", name, {}, opts);
    const filters = args.imageTagMutabilityExclusionFilters;
    const repository = new aws.ecr.Repository(
      name,
      {
        name: args.repositoryName,
        encryptionConfigurations:
          args.encryptionType === "KMS" ? [{ encryptionType: "KMS", kmsKey: args.kmsKeyArn }] : undefined,
        imageTagMutability: filters.length > 0 ? `${args.imageTagMutability}_WITH_EXCLUSION` : args.imageTagMutability,
        imageTagMutabilityExclusionFilters:
          filters.length > 0 ? filters.map((filter) => ({ filter, filterType: "WILDCARD" })) : undefined,
        forceDelete: args.forceDelete,
      },
      { parent: this, protect: args.deletionProtection },
    );
    if (args.lifecycle) {
      new aws.ecr.LifecyclePolicy(
        name,
        { repository: repository.name, policy: lifecyclePolicy(args.lifecycle) },
        { parent: this },
      );
    }
    if (args.pull) {
      new aws.ecr.RepositoryPolicy(
        name,
        { repository: repository.name, policy: pullPolicy(args.region, args.pull) },
        { parent: this },
      );
    }
    this.arn = repository.arn;
    this.repositoryUrl = repository.repositoryUrl;
    this.registerOutputs({ arn: this.arn, repositoryUrl: this.repositoryUrl });
  }
}

function pullPolicy(region: string, { accounts, organizationId }: NonNullable<RepositorySettings["pull"]>): string {
  const roots = accounts.map((account) => `arn:${partitionOf(region)}:iam::${account}:root`);
  const allowed = { Effect: "Allow", Action: pullActions };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      ...(roots.length > 0 ? [{ Sid: "Accounts", Principal: { AWS: roots }, ...allowed }] : []),
      ...(organizationId === undefined
        ? []
        : [
            {
              Sid: "Organization",
              Principal: "*",
              ...allowed,
              Condition: { StringEquals: { "aws:PrincipalOrgID": organizationId } },
            },
          ]),
    ],
  });
}
