/** The ARN partition of a region. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** ARN of an IAM policy that AWS maintains. */
export const managedPolicyArn = (region: string, policy: string): string =>
  `arn:${partitionOf(region)}:iam::aws:policy/${policy}`;
