/** The ARN partition of a region. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}

/** An account in a region. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** ARN of a resource, for example of `eks` and `cluster/platform-dev`. */
export const arnOf = ({ region, accountId }: Place, service: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}:${region}:${accountId}:${resource}`;

/** ARN of an IAM policy that AWS maintains. */
export const managedPolicyArn = (region: string, policy: string): string =>
  `arn:${partitionOf(region)}:iam::aws:policy/${policy}`;
