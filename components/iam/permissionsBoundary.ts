import * as pulumi from "@pulumi/pulumi";

/**
 * Puts a permissions boundary, if the account demands one, on every role of the stack, those that remote components make
 * included.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function limitRoles(permissionsBoundary: string | undefined): void {
  if (permissionsBoundary === undefined) return;
  pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
    type === "aws:iam/role:Role" ? { props: { ...props, permissionsBoundary }, opts } : undefined,
  );
}
