import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { AddonSpec } from "./addon.spec";

/** What only a running program knows of an add-on; its settings come on top. */
export interface AddonArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: string;
  /** The add-on's pin, for example `v1.36.0-eksbuild.25`. */
  readonly version: string;
  /**
   * Whether the pods run on Fargate, where a profile must select them, in place of nodes.
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html
   */
  readonly onFargate: boolean;
  /** Of everything that an add-on makes in AWS. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * KMS key of volumes.
   * @default the account's own key for EBS
   */
  readonly ebsKmsKeyArn?: string;
}

interface EksAddonArgs {
  readonly configuration?: object;
  /** Roles that pods of the add-on get by Pod Identity, by service account. */
  readonly roleArns?: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * An EKS add-on of exactly one build. Raw `aws.eks.Addon`, because `eks.Addon` moves itself below the cluster, where the
 * `dependsOn` of nodes can't reach it, and knows no Pod Identity.
 */
export function eksAddon(
  name: string,
  { source }: Pick<AddonSpec, "source">,
  { clusterName, version }: AddonArgs,
  { configuration, roleArns }: EksAddonArgs,
  opts: pulumi.CustomResourceOptions,
): aws.eks.Addon {
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName: source.name,
      addonVersion: version,
      configurationValues: configuration && JSON.stringify(configuration),
      podIdentityAssociations:
        roleArns && Object.entries(roleArns).map(([serviceAccount, roleArn]) => ({ serviceAccount, roleArn })),
      // What the program says holds, over what was there before and what was changed by hand since.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    opts,
  );
}
