import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";

export interface ServiceRoleArgs {
  /** Principal that assumes the role, for example `eks.amazonaws.com`. */
  readonly service: string;
  readonly description?: string;
  /** Names of AWS managed policies. */
  readonly managedPolicies: readonly string[];
  readonly partition: pulumi.Input<string>;
  readonly tags?: aws.iam.RoleArgs["tags"];
  /** @default sts:AssumeRole alone */
  readonly assumeRoleActions?: readonly string[];
}

/** A role for an AWS service, with managed policies. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly directRole: aws.iam.Role;
  /** The role once its policies are attached. */
  readonly resolvedRole: pulumi.Output<aws.iam.Role>;

  constructor(name: string, args: ServiceRoleArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:ServiceRole", name, {}, opts);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: args.description,
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Action: args.assumeRoleActions ?? ["sts:AssumeRole"],
              Effect: "Allow",
              Principal: { Service: [args.service] },
            },
          ],
        }),
        tags: args.tags,
      },
      eksChild(this),
    );
    const attachments = args.managedPolicies.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${shortHash(`arn:aws:iam::aws:policy/${policy}`)}`,
          { policyArn: pulumi.interpolate`arn:${args.partition}:iam::aws:policy/${policy}`, role },
          eksChild(this),
        ),
    );
    this.directRole = role;
    this.resolvedRole = pulumi.all([role.arn, ...attachments.map((attachment) => attachment.id)]).apply(() => role);
    this.registerOutputs({ directRole: this.directRole, resolvedRole: this.resolvedRole });
  }
}

function shortHash(text: string): string {
  return createHash("sha1").update(text).digest("hex").slice(0, 8);
}
