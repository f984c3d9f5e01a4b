import type * as pulumi from "@pulumi/pulumi";
import { podRole, unassignedRole, type PodRole, type PodRoleArgs, type UnassignedRole } from "../iam/podRole";

export interface AddonRoleArgs extends Omit<PodRoleArgs, "namespace"> {
  /**
   * Namespace of the service account.
   * @default kube-system
   */
  readonly namespace?: string;
}

/** A role that an EKS add-on hands to the pods of one service account. */
export interface AddonRole extends UnassignedRole {
  readonly serviceAccount: string;
}

const inNamespace = ({ namespace = "kube-system", ...others }: AddonRoleArgs): PodRoleArgs => ({
  ...others,
  namespace,
});

/** For `eksAddon`: EKS itself sees to it that the pods get the role, and starts them anew when it changes. */
export const addonRole = (name: string, args: AddonRoleArgs, parent: pulumi.Resource): AddonRole => ({
  ...unassignedRole(name, inNamespace(args), parent),
  serviceAccount: args.serviceAccount,
});

/** For a chart, whose service account has the annotations. */
export const chartRole = (name: string, args: AddonRoleArgs, parent: pulumi.Resource): PodRole =>
  podRole(name, inNamespace(args), parent);
