import * as pulumi from "@pulumi/pulumi";
import type { ChartsSettings } from "../charts/spec";
import type { Cluster } from "../cluster/component";
import { runsOnFargate } from "../dataPlane/place.spec";
import { isAutoMode, type DataPlane } from "../dataPlane/spec";
import type { NodeVersions } from "../dataPlane/nodes/spec";
import type { Dns } from "../dns/spec";
import type { Stage } from "./addon.spec";
import { addonComponents, type AddonComponents } from "./components";
import type { AddonArgs } from "./addonArgs";
import { addonSpec, type AddonName, type AddonPins, type AddonSettings } from "./specs";
import { inOrderOfNeeds, predecessors } from "./order";

type OfCluster = "clusterName" | "clusterArn" | "oidcProvider";
type OfVersions = "version" | "kubernetesVersion" | "nodes";
type OfZones = "zones" | "zonesRoleArn";

export interface InstallArgs extends Omit<
  AddonArgs,
  OfCluster | OfVersions | OfZones | "clusterSecurityGroupId" | "onFargate" | "autoMode" | "beside" | "chartMirror"
> {
  readonly cluster: Pick<Cluster, OfCluster | "securityGroupId">;
  /** What has a pin in `addons` is installed. */
  readonly versions: { readonly kubernetes: string; readonly nodes?: NodeVersions; readonly addons: AddonPins };
  readonly settings: AddonSettings;
  readonly charts: Pick<ChartsSettings, "mirror">;
  readonly dns: Pick<Dns, "zones" | "targetRoleArn">;
  /** Of the data plane: where pods run. */
  readonly groups: DataPlane;
}

/** Installs the add-ons of a stage, each after its predecessors. */
export function installAddons(
  stage: Stage,
  { versions, settings, cluster, charts, dns, groups, ...others }: InstallArgs,
  opts: pulumi.ComponentResourceOptions,
): pulumi.Resource[] {
  const { kubernetes: kubernetesVersion, nodes, addons: pins } = versions;
  const { clusterName, clusterArn, oidcProvider, securityGroupId: clusterSecurityGroupId } = cluster;
  const ofCluster = { clusterName, clusterArn, oidcProvider, clusterSecurityGroupId };
  const ofGroups = { nodes, autoMode: groups.find(isAutoMode) };
  const ofZones = { zones: dns.zones, zonesRoleArn: dns.targetRoleArn };
  const program = { ...others, ...ofCluster, ...ofGroups, ...ofZones, kubernetesVersion, chartMirror: charts.mirror };
  const installed = new Map<string, pulumi.Resource>();
  for (const name of inOrderOfNeeds(pins).filter((each) => addonSpec(each).stage === stage)) {
    const beside = predecessors(name, pins);
    const before = beside.flatMap((each) => installed.get(each) ?? []);
    const options = pulumi.mergeOptions(opts, { dependsOn: before });
    const onFargate = runsOnFargate(groups, addonSpec(name));
    installed.set(name, install(name, pins, settings, { ...program, onFargate, beside }, options));
  }
  return [...installed.values()];
}

function install<Name extends AddonName>(
  name: Name,
  { [name]: version }: AddonPins,
  { [name]: own }: Pick<AddonSettings, Name>,
  program: Omit<AddonArgs, "version">,
  opts: pulumi.ComponentResourceOptions,
): pulumi.ComponentResource {
  if (version === undefined || own === undefined) throw new Error(`${name} has no pin`);
  const components: AddonComponents = addonComponents;
  return new components[name](name, { ...program, version, ...own }, opts);
}
