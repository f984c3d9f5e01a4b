import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { EksAddonSource } from "./addon.spec";
import type { AddonArgs } from "./addonArgs";
import type { AddonRole } from "./podRole";

interface EksAddonArgs {
  readonly configuration?: object;
  /** What the pods of one of its service accounts may do in AWS. */
  readonly role?: AddonRole;
}

/**
 * An EKS add-on of exactly one build. Raw `aws.eks.Addon`, because `eks.Addon` moves itself below the cluster, where the
 * `dependsOn` of nodes can't reach it, and knows no Pod Identity.
 */
export function eksAddon(
  name: string,
  { source }: { readonly source: EksAddonSource },
  { clusterName, version }: AddonArgs,
  { configuration, role }: EksAddonArgs,
  opts: pulumi.CustomResourceOptions,
): aws.eks.Addon {
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName: source.name,
      addonVersion: version,
      configurationValues: configuration && pulumi.jsonStringify(configuration),
      ...(role && handOver[role.way](role)),
      // What the program says holds, over what was there before and what was changed by hand since.
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    },
    role ? pulumi.mergeOptions(opts, { dependsOn: [...role.ready] }) : opts,
  );
}

const handOver: Readonly<Record<AddonRole["way"], (role: AddonRole) => Partial<aws.eks.AddonArgs>>> = {
  podIdentity: ({ serviceAccount, role }) => ({ podIdentityAssociations: [{ serviceAccount, roleArn: role.arn }] }),
  irsa: ({ role }) => ({ serviceAccountRoleArn: role.arn }),
};
