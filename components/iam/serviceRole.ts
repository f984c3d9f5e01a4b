import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn } from "./partition";

export interface ServiceRoleArgs {
  readonly region: string;
  /** Service that may take the role on, for example `ec2.amazonaws.com`. */
  readonly service: string;
  /**
   * What the service does to take the role on.
   * @default ["sts:AssumeRole"]
   */
  readonly trustActions?: readonly string[];
  /**
   * When the service may take the role on, in the words of IAM policies.
   * @default always
   */
  readonly trustCondition?: pulumi.Input<object>;
  readonly description: string;
  /** Names of policies that AWS maintains. */
  readonly policies: readonly string[];
}

/**
 * Lets a service take a role on for one resource of this account, or those that a wildcard names: not for somebody else's, who knows the role's name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export const onlyFor = (accountId: string, sourceArn: string): object => ({
  StringEquals: { "aws:SourceAccount": accountId },
  ArnLike: { "aws:SourceArn": sourceArn },
});

/** An IAM role for an AWS service with its policies. What uses the role depends on `ready`, not on the role alone. */
export interface ServiceRole {
  readonly role: aws.iam.Role;
  readonly ready: readonly pulumi.Resource[];
}

/** Makes `name` and an attachment `name-<policy>` for every policy, as children of `parent`. */
export function serviceRole(name: string, args: ServiceRoleArgs, parent: pulumi.Resource): ServiceRole {
  const role = new aws.iam.Role(
    name,
    {
      description: args.description,
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: args.service },
            Action: args.trustActions ?? "sts:AssumeRole",
            Condition: args.trustCondition,
          },
        ],
      }),
    },
    { parent },
  );
  const attachments = args.policies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.name, policyArn: managedPolicyArn(args.region, policy) },
        { parent },
      ),
  );
  return { role, ready: [role, ...attachments] };
}
