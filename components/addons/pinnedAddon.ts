import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface PinnedAddonArgs {
  readonly clusterName: pulumi.Input<string>;
  /**
   * EKS build, such as `v1.36.0-eksbuild.25`; which ones a cluster can take:
   * `aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name kube-proxy`.
   */
  readonly version: string;
}

interface AddonSettings extends PinnedAddonArgs {
  readonly addonName: string;
  readonly configuration?: object;
  /** Roles that pods of the add-on get by Pod Identity, by service account. */
  readonly roleArns?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * An EKS add-on of exactly one build. Raw `aws.eks.Addon`, because `eks.Addon` moves itself below the cluster, where the
 * `dependsOn` of nodes can't reach it, and knows no Pod Identity.
 */
export function pinnedAddon(name: string, args: AddonSettings, opts: pulumi.CustomResourceOptions): aws.eks.Addon {
  return new aws.eks.Addon(
    name,
    {
      clusterName: args.clusterName,
      addonName: args.addonName,
      addonVersion: args.version,
      configurationValues: args.configuration && JSON.stringify(args.configuration),
      podIdentityAssociations:
        args.roleArns &&
        Object.entries(args.roleArns).map(([serviceAccount, roleArn]) => ({ serviceAccount, roleArn })),
      // What the program says holds, over what was there before and what was changed by hand since.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    opts,
  );
}
