import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { irsaTrust } from "./irsa";
import { podIdentityTrust } from "./podIdentity";
import { rolePolicy, type Allowed } from "./rolePolicy";
import { trustedRole } from "./serviceRole";

/** A cluster as far as its pods get roles. */
export interface ClusterOfPods {
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: string;
  /**
   * Identity provider of its service accounts.
   * @default none: no pod runs on Fargate
   */
  readonly oidcProvider?: aws.iam.OpenIdConnectProvider;
}

export interface PodRoleArgs extends ClusterOfPods {
  readonly region: string;
  /** Whether the pods run on Fargate: see `runsOnFargate`. */
  readonly onFargate: boolean;
  /**
   * Logical name of the Pod Identity association.
   * @default that of the role, without `-role`
   */
  readonly associationName?: string;
  readonly namespace: string;
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
  /**
   * Role that the pods work as, in another account for example. Their own then may do nothing but take it on; what the pods
   * may do is said there. Not on Fargate.
   * @default their own
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  readonly targetRoleArn?: string;
}

/** A role that pods of one service account may take on, but do not get yet. */
export interface UnassignedRole {
  readonly role: aws.iam.Role;
  /** How the pods get it: by the EKS Pod Identity agent of their node, or by the token of their service account (IRSA). */
  readonly way: "podIdentity" | "irsa";
  readonly ready: readonly pulumi.Resource[];
}

/** What the pods of one service account may do in AWS. */
export interface PodRole {
  readonly role: aws.iam.Role;
  /**
   * Of the service account.
   * @default none: with Pod Identity it needs none
   */
  readonly annotations?: Readonly<Record<string, pulumi.Output<string>>>;
  /** What starts the pods depends on all of it: a pod that starts before has no credentials, and gets none later. */
  readonly ready: readonly pulumi.Resource[];
}

/** Makes the role `name-role`, for an EKS add-on that hands it to its pods itself. */
export function unassignedRole(name: string, args: PodRoleArgs, parent: pulumi.Resource): UnassignedRole {
  const { region, onFargate, description, targetRoleArn } = args;
  if (onFargate && targetRoleArn !== undefined) throw new Error(`${name} has a target role, which IRSA does not know`);
  const { policies = [], statements = [] } = targetRoleArn === undefined ? args : leadingTo(targetRoleArn);
  const trust = onFargate ? irsaTrust(args) : podIdentityTrust(args);
  const { role, ready } = trustedRole(`${name}-role`, { region, trust, description, policies }, parent);
  const own = statements.length > 0 ? [rolePolicy(`${name}-policy`, role, statements, parent)] : [];
  return { role, way: onFargate ? "irsa" : "podIdentity", ready: [...ready, ...own] };
}

/**
 * Gives the pods of one service account a role: by EKS Pod Identity on nodes, by IRSA on Fargate, where no agent can run.
 * Makes `name-role`, what it allows, and with Pod Identity the association `name`.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html#service-accounts-iam
 */
export function podRole(name: string, args: PodRoleArgs, parent: pulumi.Resource): PodRole {
  const { role, way, ready } = unassignedRole(name, args, parent);
  if (way === "irsa") return { role, annotations: { "eks.amazonaws.com/role-arn": role.arn }, ready };
  const { clusterName, namespace, serviceAccount, targetRoleArn, associationName = name } = args;
  const association = new aws.eks.PodIdentityAssociation(
    associationName,
    { clusterName, namespace, serviceAccount, roleArn: role.arn, targetRoleArn },
    { parent, dependsOn: [...ready] },
  );
  return { role, ready: [...ready, association] };
}

/** The session's tags, which say whose pods they are, go along. */
const leadingTo = (targetRoleArn: string): Pick<PodRoleArgs, "policies" | "statements"> => ({
  statements: [{ Action: ["sts:AssumeRole", "sts:TagSession"], Resource: targetRoleArn }],
});
