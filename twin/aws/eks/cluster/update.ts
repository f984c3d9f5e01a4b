import { text } from "../../read";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { supportPhase } from "../../../../upgrade/eksVersions";
import type { Properties } from "../../../provider/values";
import type { StoredResource } from "../../account";
import { merge } from "../../outputs";
import { isWithin } from "../../paths";
import type { Call } from "../../resourceType";
import { whyNotOffered } from "../addon/builds";
import { updateAutoMode } from "../autoMode/autoMode";
import { clusterOperation, platformVersion } from "./operation";
import { type ClusterInputs, parseClusterInputs } from "./inputs";
import { attachInterfaces, detachInterfaces, UPDATE } from "./network";
import { checkPublicAccess, checkSubnets } from "./rules";
import { ADDON, type EksContext, NODE_GROUP, ofCluster } from "../context";
import { free, subnetsOf } from "../network";
import { versionOf, vpcConfigOf } from "./stored";
import { checkVersionChange, dayOf, type VersionUpdate } from "./versionRules";

/** Addresses that EKS needs in the cluster's subnets while it replaces the control plane. */
const UPGRADE_ADDRESSES = 5;

/** One API call of an update: which inputs lead to it, and what it changes. */
interface Step {
  readonly inputs: readonly string[];
  readonly run: () => Properties | Promise<Properties>;
}

/**
 * Updates a cluster as the provider does: one API call for each group of inputs, in a fixed order. What was done before a call is refused stays done.
 * Those that nothing can come of, for instance of the types of logs, are not told apart.
 */
export async function updateCluster(
  context: EksContext,
  call: Call,
  current: StoredResource,
  news: Properties,
  changed: readonly string[],
): Promise<Properties> {
  const wanted = parseClusterInputs(news);
  const steps: readonly Step[] = [
    { inputs: ["version"], run: () => changeVersion(context, call, current, wanted) },
    { inputs: ["computeConfig"], run: () => updateAutoMode(context, call, current, wanted) },
    { inputs: ["upgradePolicy"], run: () => changeUpgradePolicy(context, current, wanted) },
    { inputs: ["vpcConfig.subnetIds"], run: () => moveInterfaces(call, current, wanted) },
    { inputs: ["vpcConfig.publicAccessCidrs"], run: () => changePublicAccess(current, wanted) },
  ];

  let outputs: Properties = {};
  for (const { inputs, run } of steps) {
    if (!changed.some((path) => inputs.some((input) => isWithin(path, input)))) continue;
    call.status("UPDATING");
    outputs = merge(outputs, await run());
    const latest = call.account.get(current.type, current.id) ?? current;
    call.account.put({ ...latest, outputs: merge(latest.outputs, outputs) });
  }
  call.status("ACTIVE");
  return outputs;
}

async function changeVersion(
  context: EksContext,
  call: Call,
  current: StoredResource,
  wanted: ClusterInputs,
): Promise<Properties> {
  const operation = clusterOperation("UpdateClusterVersion", current.id);
  const from = versionOf(current);
  const to = wanted.version;
  if (to === from) return {};
  const lastUpdate = lastVersionUpdate(call, current.id);
  checkVersionChange(
    {
      from,
      to,
      now: context.now(),
      supportType: wanted.upgradePolicy.supportType,
      nodeGroups: ofCluster(call, NODE_GROUP, current.id).map(({ inputs, outputs }) => ({
        name: text(inputs["nodeGroupName"]) ?? "",
        version: text(outputs["version"]) ?? "",
      })),
      incompatibleAddons: incompatibleAddons(call, current.id, to),
      ...(lastUpdate && { lastUpdate }),
    },
    operation,
  );
  const subnets = subnetsOf(call, vpcConfigOf(current).subnetIds);
  if (subnets.reduce((sum, subnet) => sum + free(call, subnet), 0) < UPGRADE_ADDRESSES) {
    throw operation.invalid(`The cluster's subnets need ${UPGRADE_ADDRESSES} free IP addresses for a version update`);
  }
  call.status(`UPDATING: Kubernetes ${from} to ${to}`);
  const { endpoint, certificateAuthorityData } = await call.cluster.ensure(current.id, to, {
    status: (message) => call.status(`UPDATING: ${message}`),
  });
  const inputs = { clusterName: current.id, from, to };
  call.account.put({
    type: UPDATE,
    id: `${current.id}:${randomUUID()}`,
    inputs,
    outputs: { ...inputs, completedAt: context.now().toISOString() },
    hidden: true,
  });
  return {
    version: to,
    platformVersion: platformVersion(to),
    endpoint,
    certificateAuthority: { data: certificateAuthorityData },
  };
}

/** The last upgrade, when nothing was rolled back since. */
function lastVersionUpdate(call: Call, clusterName: string): VersionUpdate | undefined {
  const last = ofCluster(call, UPDATE, clusterName).at(-1);
  if (!last) return undefined;
  const { from, to, completedAt } = z
    .looseObject({ from: z.string(), to: z.string(), completedAt: z.string() })
    .parse(last.outputs);
  return { from, to, completedAt: new Date(completedAt) };
}

function incompatibleAddons(call: Call, clusterName: string, minor: string): string[] {
  return ofCluster(call, ADDON, clusterName).flatMap(({ inputs }) => {
    const name = text(inputs["addonName"]) ?? "";
    const build = text(inputs["addonVersion"]) ?? "";
    const reason = whyNotOffered(name, build, minor);
    return reason === undefined ? [] : [`${name} ${build} ${reason}`];
  });
}

function changeUpgradePolicy(context: EksContext, current: StoredResource, wanted: ClusterInputs): Properties {
  const { supportType } = wanted.upgradePolicy;
  if (supportType === "STANDARD" && supportPhase(versionOf(current), dayOf(context.now())) === "extended") {
    throw clusterOperation("UpdateClusterConfig", current.id).invalid(
      `Kubernetes version ${versionOf(current)} is in extended support already: the policy can't be set to STANDARD`,
    );
  }
  return { upgradePolicy: { supportType } };
}

function changePublicAccess(current: StoredResource, wanted: ClusterInputs): Properties {
  checkPublicAccess(wanted, clusterOperation("UpdateClusterConfig", current.id));
  return {};
}

function moveInterfaces(call: Call, current: StoredResource, wanted: ClusterInputs): Properties {
  const operation = clusterOperation("UpdateClusterConfig", current.id);
  const before = vpcConfigOf(current);
  const subnets = checkSubnets(call, wanted.vpcConfig.subnetIds, operation);
  const zones = subnetsOf(call, before.subnetIds).map(({ zone }) => zone);
  const missing = zones.filter((zone) => !subnets.some((subnet) => subnet.zone === zone));
  if (missing.length > 0) {
    throw operation.invalid(
      `Provided subnets belong to a different set of availability zones than the cluster was created with: ${missing.join(", ")} missing`,
    );
  }
  detachInterfaces(call, current.id);
  attachInterfaces(call, current.id, subnets, before.clusterSecurityGroupId);
  return {};
}
