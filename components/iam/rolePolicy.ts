import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** A statement of an IAM policy that allows something. */
export interface Allowed {
  readonly Action: string | readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: object;
}

/** A policy that is part of the role, and goes with it. */
export const rolePolicy = (
  name: string,
  role: aws.iam.Role,
  statements: readonly Allowed[],
  parent: pulumi.Resource,
): aws.iam.RolePolicy =>
  new aws.iam.RolePolicy(
    name,
    {
      role: role.name,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: statements.map((statement) => ({ Effect: "Allow", ...statement })),
      }),
    },
    { parent },
  );
