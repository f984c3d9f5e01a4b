import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { podIdentityTrust } from "../iam/podIdentity";
import { rolePolicy, type Allowed } from "../iam/rolePolicy";
import { serviceRole } from "../iam/serviceRole";
import type { AddonArgs } from "./addonArgs";

export interface PodRoleArgs extends Pick<AddonArgs, "clusterArn" | "region"> {
  /**
   * Namespace of the service account.
   * @default kube-system
   */
  readonly namespace?: string;
  readonly serviceAccount: string;
  readonly description: string;
  /**
   * Names of policies that AWS maintains.
   * @default none
   */
  readonly policies?: readonly string[];
  /**
   * What the role allows beside them.
   * @default nothing
   */
  readonly statements?: readonly Allowed[];
}

/** What the pods of one service account may do in AWS. What starts the pods depends on `ready`, not on the role alone. */
export interface PodRole {
  readonly role: aws.iam.Role;
  /** By service account, as an EKS add-on takes it. */
  readonly roleArns: Readonly<Record<string, pulumi.Output<string>>>;
  readonly ready: readonly pulumi.Resource[];
}

/** Makes the role `name-role`, which the pods of one service account of an add-on get by Pod Identity. */
export function podRole(name: string, args: PodRoleArgs, parent: pulumi.Resource): PodRole {
  const { clusterArn, region, namespace = "kube-system", serviceAccount, description, policies = [] } = args;
  const { role, ready } = serviceRole(
    `${name}-role`,
    { region, ...podIdentityTrust({ clusterArn, namespace, serviceAccount }), description, policies },
    parent,
  );
  const own = args.statements?.length ? [rolePolicy(`${name}-policy`, role, args.statements, parent)] : [];
  return { role, roleArns: { [serviceAccount]: role.arn }, ready: [...ready, ...own] };
}
