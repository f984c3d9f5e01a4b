import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { managedPolicyArn } from "./partition";

/** Who may take a role on, how and when, in the words of IAM policies. */
export interface Trust {
  readonly Principal: Readonly<Record<string, pulumi.Input<string>>>;
  readonly Action: string | readonly string[];
  /** @default always */
  readonly Condition?: pulumi.Input<object>;
}

interface RoleArgs {
  readonly region: string;
  readonly description: string;
  /** Names of policies that AWS maintains. */
  readonly policies: readonly string[];
}

export interface TrustedRoleArgs extends RoleArgs {
  readonly trust: Trust;
}

export interface ServiceRoleArgs extends RoleArgs {
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

/** An IAM role with its policies. What uses the role depends on `ready`, not on the role alone. */
export interface TrustedRole {
  readonly role: aws.iam.Role;
  readonly ready: readonly pulumi.Resource[];
}

/** Makes `name` and an attachment `name-<policy>` for every policy, as children of `parent`. */
export function trustedRole(name: string, args: TrustedRoleArgs, parent: pulumi.Resource): TrustedRole {
  const role = new aws.iam.Role(
    name,
    {
      description: args.description,
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", ...args.trust }],
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

/** A role for an AWS service. */
export const serviceRole = (
  name: string,
  { service, trustActions, trustCondition, ...others }: ServiceRoleArgs,
  parent: pulumi.Resource,
): TrustedRole =>
  trustedRole(
    name,
    {
      ...others,
      trust: {
        Principal: { Service: service },
        Action: trustActions ?? "sts:AssumeRole",
        ...(trustCondition !== undefined && { Condition: trustCondition }),
      },
    },
    parent,
  );
