import * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { awsxChild } from "../children";
import { refuseUnknownInputs } from "../inputs";

const inputs: readonly (keyof awsx.ecr.RepositoryArgs)[] = [
  "encryptionConfigurations",
  "forceDelete",
  "imageScanningConfiguration",
  "imageTagMutability",
  "imageTagMutabilityExclusionFilters",
  "lifecyclePolicy",
  "name",
  "region",
  "tags",
];

type Rule = pulumi.Unwrap<awsx.types.input.ecr.LifecyclePolicyRuleArgs>;

/** Stand-in for `awsx.ecr.Repository`: a repository and, unless it is skipped, a lifecycle policy that keeps one untagged image. */
export class Repository extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: awsx.ecr.RepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "awsx:ecr:Repository", name };
    refuseUnknownInputs(component, args, inputs);
    super(component.type, name, {}, opts);
    const { lifecyclePolicy, ...repositoryArgs } = args;
    const repository = new aws.ecr.Repository(name.toLowerCase(), repositoryArgs, awsxChild(this));
    const policy = lifecyclePolicy?.skip
      ? undefined
      : new aws.ecr.LifecyclePolicy(
          name.toLowerCase(),
          { repository: repository.name, policy: lifecycleDocument(lifecyclePolicy?.rules), region: args.region },
          awsxChild(this),
        );
    this.outputs = { repository, lifecyclePolicy: policy, url: repository.repositoryUrl };
    this.registerOutputs({ repository, lifecyclePolicy: policy });
  }
}

function lifecycleDocument(
  rules: awsx.types.input.ecr.LifecyclePolicyArgs["rules"],
): pulumi.Input<aws.types.input.ecr.LifecyclePolicyDocument> {
  if (!rules) {
    return {
      rules: ordered([{ description: "remove untagged images", tagStatus: "untagged", maximumNumberOfImages: 1 }]),
    };
  }
  return pulumi.output(rules).apply((given) => ({ rules: ordered(given ?? []) }));
}

/** A rule for any image comes last: it would take the images of the others. */
function ordered(rules: readonly Rule[]): aws.types.input.ecr.LifecyclePolicyRule[] {
  const forAny = rules.filter((rule) => rule.tagStatus === "any");
  if (forAny.length > 1) throw new Error(`At most one [selection: "any"] rule can be provided.`);
  return [...rules.filter((rule) => rule.tagStatus !== "any"), ...forAny].map((rule, index) => ({
    rulePriority: index + 1,
    description: rule.description,
    selection: { ...selectedTags(rule), ...selectedCount(rule) },
    action: { type: "expire" },
  }));
}

function selectedTags({ tagStatus, tagPrefixList }: Rule) {
  if (tagStatus !== "tagged") return { tagStatus };
  if (!tagPrefixList?.length) throw new Error("tagPrefixList cannot be empty.");
  return { tagStatus, tagPrefixList };
}

function selectedCount({ maximumNumberOfImages, maximumAgeLimit }: Rule) {
  if (maximumNumberOfImages !== undefined) {
    return { countType: "imageCountMoreThan", countNumber: maximumNumberOfImages } as const;
  }
  if (maximumAgeLimit !== undefined) {
    return { countType: "sinceImagePushed", countNumber: maximumAgeLimit, countUnit: "days" } as const;
  }
  throw new Error("Either [maximumNumberOfImages] or [maximumAgeLimit] must be provided with a rule.");
}
