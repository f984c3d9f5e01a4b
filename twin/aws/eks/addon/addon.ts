import { topLevel } from "../../../provider/values";
import { randomUUID } from "node:crypto";
import type { KubernetesObject } from "../kubernetes/types";
import type { StoredResource } from "../../account";
import { arnOf, now } from "../../identifiers";
import type { Call, Created, ResourceType } from "../../resourceType";
import { parseConfiguration } from "./configuration";
import { type AddonInputs, parseAddonInputs } from "./inputs";
import { awaitAddon, awaitWebhooks, clusterDnsAddress, removeAddon } from "./install";
import { addonObjects } from "./objects";
import { METRICS_SERVER, startMetricsServer, stopMetricsServer } from "./metricsServer";
import { addonFailures, checkAddonRoles, checkBuild } from "./rules";
import { applyOnceKnown } from "../kubernetes/apply";
import { type ClusterObjects, referenceTo } from "../kubernetes/objects";
import { activeCluster, ADDON, type EksContext, EksOperation } from "../context";
import { trustsToken } from "../../iam/grants";
import { issuerOf, versionOf, vpcConfigOf } from "../cluster/stored";

/** EKS add-ons: their objects in the API server, with EKS's own field manager. */
export function addonType(context: EksContext): ResourceType {
  return {
    type: ADDON,
    check: addonFailures,

    async create(call, inputs): Promise<Created> {
      const addon = parseAddonInputs(inputs);
      const operation = operationOn("CreateAddon", addon);
      const cluster = activeCluster(call, addon.clusterName, operation);
      checkBuild(call, addon, versionOf(cluster), operation);
      warnOfKeysWithoutEffect(call, addon);
      checkAddonRoles(call, addon, operation);

      call.status(`CREATING: ${addon.addonVersion}`);
      const objects = context.objects(call);
      const issue = await install(context, call, objects, addon, await desiredObjects(call, objects, cluster, addon));
      if (issue === undefined) call.status("ACTIVE");
      return {
        id: addonId(addon),
        outputs: {
          arn: arnOf(call, "eks", `addon/${addon.clusterName}/${addon.addonName}/${randomUUID()}`),
          configurationValues: addon.configurationValues ?? "",
          createdAt: now(),
          modifiedAt: now(),
          status: issue === undefined ? "ACTIVE" : "DEGRADED",
        },
        ...(issue !== undefined && { failure: failureText(addon, "create", issue) }),
      };
    },

    async update(call, current, news, changed) {
      const addon = parseAddonInputs(news);
      const operation = operationOn("UpdateAddon", addon);
      const cluster = activeCluster(call, addon.clusterName, operation);
      const concerned = ["addonVersion", "configurationValues", "podIdentityAssociations", "serviceAccountRoleArn"];
      const isDue = current.outputs["status"] !== "ACTIVE";
      if (!isDue && !changed.some((path) => concerned.includes(topLevel(path)))) return {};
      // A build that stays is not looked at again, even if the cluster's new minor does not offer it.
      if (addon.addonVersion !== current.inputs["addonVersion"]) {
        checkBuild(call, addon, versionOf(cluster), operation);
      }
      warnOfKeysWithoutEffect(call, addon);
      checkAddonRoles(call, addon, operation);

      call.status(`UPDATING: ${addon.addonVersion}`);
      const objects = context.objects(call);
      const before = await desiredObjects(call, objects, cluster, parseAddonInputs(current.inputs));
      const desired = await desiredObjects(call, objects, cluster, addon);
      const issue = await install(context, call, objects, addon, desired);
      if (issue !== undefined) throw new Error(failureText(addon, "update", issue));
      await removeDropped(objects, before, desired);
      call.status("ACTIVE");
      return { configurationValues: addon.configurationValues ?? "", modifiedAt: now(), status: "ACTIVE" };
    },

    async delete(call, current) {
      const addon = parseAddonInputs(current.inputs);
      call.status("DELETING");
      const objects = context.objects(call);
      const cluster = activeCluster(call, addon.clusterName, operationOn("DeleteAddon", addon));
      if (addon.addonName === METRICS_SERVER) await stopMetricsServer(call, objects, addon.clusterName);
      await removeAddon(context, call, objects, await desiredObjects(call, objects, cluster, addon));
    },
  };
}

function addonId({ clusterName, addonName }: AddonInputs): string {
  return `${clusterName}:${addonName}`;
}

function operationOn(name: string, addon: AddonInputs): EksOperation {
  return new EksOperation(name, `EKS Add-On (${addonId(addon)})`);
}

function warnOfKeysWithoutEffect(call: Call, { configurationValues }: AddonInputs): void {
  const { withoutEffect } = parseConfiguration(configurationValues);
  if (withoutEffect.length > 0) {
    call.warn(`configuration values without effect on the twin: ${withoutEffect.join(", ")}`);
  }
}

async function desiredObjects(
  call: Call,
  cluster: ClusterObjects,
  stored: StoredResource,
  { addonName, addonVersion, clusterName, configurationValues, serviceAccountRoleArn }: AddonInputs,
): Promise<KubernetesObject[]> {
  const setting = {
    version: addonVersion,
    clusterName,
    region: call.region,
    vpcId: vpcConfigOf(stored).vpcId,
    clusterDns: await clusterDnsAddress(cluster),
  };
  const objects = addonObjects(addonName, setting, parseConfiguration(configurationValues).values);
  if (serviceAccountRoleArn !== undefined) annotate(call, objects, stored, serviceAccountRoleArn);
  return objects;
}

/** EKS knows by the add-on which of its service accounts the role is for; here the role's trust says so. */
function annotate(call: Call, objects: readonly KubernetesObject[], cluster: StoredResource, roleArn: string): void {
  const accounts = objects.filter(
    ({ kind, metadata }) =>
      kind === "ServiceAccount" &&
      trustsToken(
        call.account,
        roleArn,
        issuerOf(cluster) ?? "",
        `system:serviceaccount:${metadata?.namespace}:${metadata?.name}`,
      ),
  );
  if (accounts.length === 0)
    call.warn(`${roleArn} trusts no service account of the add-on: its pods get no credentials`);
  for (const { metadata } of accounts) {
    if (metadata) metadata.annotations = { ...metadata.annotations, "eks.amazonaws.com/role-arn": roleArn };
  }
}

async function install(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  addon: AddonInputs,
  objects: readonly KubernetesObject[],
): Promise<string | undefined> {
  for (const object of objects) await applyOnceKnown(context, call, cluster, object);
  if (addon.addonName === METRICS_SERVER) await startMetricsServer(call, addon.clusterName);
  return (await awaitAddon(context, call, cluster, objects)) ?? (await awaitWebhooks(context, call, cluster, objects));
}

/** Removes the objects that the build or configuration before had, and the present one has not. */
async function removeDropped(
  cluster: ClusterObjects,
  before: readonly KubernetesObject[],
  desired: readonly KubernetesObject[],
): Promise<void> {
  const key = (object: KubernetesObject) => JSON.stringify(referenceTo(object));
  const kept = new Set(desired.map(key));
  for (const object of before) if (!kept.has(key(object))) await cluster.delete(referenceTo(object));
}

function failureText(addon: AddonInputs, what: "create" | "update", issue: string): string {
  const wanted = what === "create" ? "ACTIVE" : "Successful";
  return `waiting for EKS Add-On (${addonId(addon)}) ${what}: unexpected state 'DEGRADED', wanted target '${wanted}'. last error: ${issue}`;
}
