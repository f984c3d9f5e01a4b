import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { HelmRelease } from "../helm/release";
import type { ChartSource } from "./addon.spec";
import type { AddonArgs } from "./addonArgs";
import { podRole, type PodRoleArgs } from "./podRole";

interface ChartAddonArgs {
  /**
   * Namespace, which is there already.
   * @default kube-system
   */
  readonly namespace?: pulumi.Input<string>;
  /** Values that differ from the chart's own. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly skipCrds?: boolean;
}

/** An add-on that is a Helm release, with the component's own name as the name of the release. */
export const chartAddon = (
  name: string,
  { source }: { readonly source: ChartSource },
  { version, chartMirror }: AddonArgs,
  { namespace = "kube-system", values, skipCrds }: ChartAddonArgs,
  opts: pulumi.ComponentResourceOptions,
): HelmRelease =>
  new HelmRelease(
    name,
    { chart: { name: source.name, source: source.source, version }, chartMirror, namespace, values, skipCrds },
    opts,
  );

/**
 * Gives the pods of one service account a role by Pod Identity, where no EKS add-on does. What starts the pods depends on
 * all that is returned.
 */
export function associatedRole(
  name: string,
  args: PodRoleArgs & Pick<AddonArgs, "clusterName">,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { clusterName, namespace = "kube-system", serviceAccount } = args;
  const { role, ready } = podRole(name, args, parent);
  const association = new aws.eks.PodIdentityAssociation(
    name,
    { clusterName, namespace, serviceAccount, roleArn: role.arn },
    { parent, dependsOn: [...ready] },
  );
  return [...ready, association];
}
