import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EksAddonSource } from "./addon.spec";
import type { AddonArgs } from "./addonArgs";

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
  { source }: { readonly source: EksAddonSource },
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
      configurationValues: configuration && pulumi.jsonStringify(configuration),
      podIdentityAssociations:
        roleArns && Object.entries(roleArns).map(([serviceAccount, roleArn]) => ({ serviceAccount, roleArn })),
      // What the program says holds, over what was there before and what was changed by hand since.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    opts,
  );
}
