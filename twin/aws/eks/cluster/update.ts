import { text } from "../../read";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { supportPhase } from "../../../../upgrade/eksVersions";
import type { Properties } from "../../../provider/values";
import type { StoredResource } from "../../account";
import { now } from "../../identifiers";
import { merge } from "../../outputs";
import type { Call } from "../../resourceType";
import { whyNotOffered } from "../addon/builds";
import { updateAutoMode } from "../autoMode/autoMode";
import { clusterOperation, platformVersion } from "./operation";
import { authenticationMode, type ClusterInputs, parseClusterInputs } from "./inputs";
import { attachInterfaces, createLogGroup, detachInterfaces, UPDATE } from "./network";
import { checkEndpointAccess, checkKey, checkSubnets } from "./rules";
import { ADDON, type EksContext, NODE_GROUP, ofCluster } from "../context";
import { free, subnetsOf } from "../network";
import { authenticationModeOf, versionOf, vpcConfigOf } from "./stored";
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
 */
export async function updateCluster(
  context: EksContext,
  call: Call,
  current: StoredResource,
  news: Properties,
  changed: readonly string[],
): Promise<Properties> {
  const wanted = parseClusterInputs(news);
  const config = clusterOperation("UpdateClusterConfig", current.id);
  const steps: readonly Step[] = [
    { inputs: ["version"], run: () => changeVersion(context, call, current, wanted) },
    { inputs: ["accessConfig.authenticationMode"], run: () => changeAuthentication(current, wanted) },
    {
      inputs: ["computeConfig", "kubernetesNetworkConfig.elasticLoadBalancing", "storageConfig"],
      run: () => updateAutoMode(context, call, current, wanted),
    },
    { inputs: ["deletionProtection"], run: () => ({ deletionProtection: wanted.deletionProtection ?? false }) },
    { inputs: ["encryptionConfig"], run: () => associateEncryption(call, current, wanted) },
    {
      inputs: ["enabledClusterLogTypes"],
      run: () => {
        if (wanted.enabledClusterLogTypes?.length) createLogGroup(call, current.id);
        return { enabledClusterLogTypes: wanted.enabledClusterLogTypes ?? [] };
      },
    },
    { inputs: ["upgradePolicy"], run: () => changeUpgradePolicy(context, current, wanted) },
    {
      inputs: ["vpcConfig.endpointPrivateAccess", "vpcConfig.endpointPublicAccess", "vpcConfig.publicAccessCidrs"],
      run: () => {
        checkEndpointAccess(wanted.vpcConfig, config);
        return {};
      },
    },
    { inputs: ["vpcConfig.subnetIds", "vpcConfig.securityGroupIds"], run: () => moveInterfaces(call, current, wanted) },
  ];

  let outputs: Properties = {};
  for (const { inputs, run } of steps) {
    if (!changed.some((path) => inputs.some((input) => concerns(path, input)))) continue;
    call.status("UPDATING");
    outputs = merge(outputs, await run());
    const latest = call.account.get(current.type, current.id) ?? current;
    call.account.put({ ...latest, outputs: merge(latest.outputs, outputs) });
  }
  call.status("ACTIVE");
  return outputs;
}

/** Whether a changed path (`vpcConfig.subnetIds[0]`) lies in the input, or is an object that holds it. */
function concerns(path: string, input: string): boolean {
  return path === input || path.startsWith(`${input}.`) || path.startsWith(`${input}[`) || input.startsWith(`${path}.`);
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
  // A version that is left out leaves the cluster at the one it has.
  if (to === undefined || to === from) return {};
  const lastUpdate = lastVersionUpdate(call, current.id);
  checkVersionChange(
    {
      from,
      to,
      now: context.now(),
      supportType: wanted.upgradePolicy?.supportType ?? "EXTENDED",
      nodeGroups: ofCluster(call, NODE_GROUP, current.id).map(({ inputs, outputs }) => ({
        name: text(inputs["nodeGroupName"]) ?? "",
        version: text(outputs["version"]) ?? "",
      })),
      incompatibleAddons: incompatibleAddons(call, current.id, to),
      force: wanted.forceUpdateVersion ?? false,
      ...(lastUpdate && { lastUpdate }),
    },
    operation,
  );
  const subnets = subnetsOf(call, vpcConfigOf(current).subnetIds, operation);
  if (subnets.reduce((sum, subnet) => sum + free(call, subnet), 0) < UPGRADE_ADDRESSES) {
    throw operation.invalid(`The cluster's subnets need ${UPGRADE_ADDRESSES} free IP addresses for a version update`);
  }
  call.status(`UPDATING: Kubernetes ${from} to ${to}`);
  const { endpoint, certificateAuthorityData } = await call.cluster.ensure(current.id, to, {
    status: (message) => call.status(`UPDATING: ${message}`),
  });
  const id = `${current.id}:${randomUUID()}`;
  const inputs = { clusterName: current.id, from, to };
  call.account.put({
    type: UPDATE,
    id,
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
  return ofCluster(call, ADDON, clusterName).flatMap(({ inputs, outputs }) => {
    const name = text(inputs["addonName"]) ?? "";
    const build = text(outputs["addonVersion"]) ?? "";
    const reason = whyNotOffered(name, build, minor);
    return reason === undefined ? [] : [`${name} ${build} ${reason}`];
  });
}

const MODES = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];

function changeAuthentication(current: StoredResource, wanted: ClusterInputs): Properties {
  const from = authenticationModeOf(current);
  const to = authenticationMode(wanted);
  if (MODES.indexOf(to) - MODES.indexOf(from) !== 1) {
    throw clusterOperation("UpdateClusterConfig", current.id).invalid(
      `Unsupported authentication mode update from ${from} to ${to}`,
    );
  }
  return { accessConfig: { authenticationMode: to }, modifiedAt: now() };
}

function associateEncryption(call: Call, current: StoredResource, wanted: ClusterInputs): Properties {
  const before = current.outputs["encryptionConfig"];
  // The provider plans another key as an update, but there is no call for it: the old key stays.
  if (before !== undefined && before !== null) return { encryptionConfig: before };
  const keyArn = wanted.encryptionConfig?.provider.keyArn;
  if (keyArn !== undefined) checkKey(call, keyArn, clusterOperation("AssociateEncryptionConfig", current.id));
  return {};
}

function changeUpgradePolicy(context: EksContext, current: StoredResource, wanted: ClusterInputs): Properties {
  const supportType = wanted.upgradePolicy?.supportType ?? "EXTENDED";
  if (supportType === "STANDARD" && supportPhase(versionOf(current), dayOf(context.now())) === "extended") {
    throw clusterOperation("UpdateClusterConfig", current.id).invalid(
      `Kubernetes version ${versionOf(current)} is in extended support already: the policy can't be set to STANDARD`,
    );
  }
  return { upgradePolicy: { supportType } };
}

function moveInterfaces(call: Call, current: StoredResource, wanted: ClusterInputs): Properties {
  const operation = clusterOperation("UpdateClusterConfig", current.id);
  const before = vpcConfigOf(current);
  const subnets = checkSubnets(call, wanted.vpcConfig.subnetIds, operation);
  const zones = subnetsOf(call, before.subnetIds, operation).map(({ zone }) => zone);
  if (subnets.some(({ vpcId }) => vpcId !== before.vpcId)) {
    throw operation.invalid(`Subnets must be in the cluster's VPC ${before.vpcId}`);
  }
  const missing = zones.filter((zone) => !subnets.some((subnet) => subnet.zone === zone));
  if (missing.length > 0) {
    throw operation.invalid(
      `Provided subnets belong to a different set of availability zones than the cluster was created with: ${missing.join(", ")} missing`,
    );
  }
  detachInterfaces(call, current.id);
  attachInterfaces(call, current.id, subnets, [
    before.clusterSecurityGroupId,
    ...(wanted.vpcConfig.securityGroupIds ?? []),
  ]);
  return {};
}
