import type * as pulumi from "@pulumi/pulumi";

/**
 * Puts a permissions boundary on every role of the stack, those that remote components make included.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const withPermissionsBoundary =
  (policyArn: string): pulumi.ResourceTransform =>
  ({ type, props, opts }) =>
    type === "aws:iam/role:Role" ? { props: { ...props, permissionsBoundary: policyArn }, opts } : undefined;
