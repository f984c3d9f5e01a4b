import type { RepositorySettings } from "./spec";

/**
 * The lifecycle policy of a repository. One rule for each beginning of tags: a rule with several would only match images that have a tag of each.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 */
export function lifecyclePolicy({ untaggedDays, keepLast }: NonNullable<RepositorySettings["lifecycle"]>): string {
  const selections = [
    ...(untaggedDays === undefined
      ? []
      : [{ tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: untaggedDays }]),
    ...Object.entries(keepLast).map(([prefix, count]) => ({
      tagStatus: "tagged",
      tagPrefixList: [prefix],
      countType: "imageCountMoreThan",
      countNumber: count,
    })),
  ];
  return JSON.stringify({
    rules: selections.map((selection, index) => ({
      rulePriority: index + 1,
      selection,
      action: { type: "expire" },
    })),
  });
}
