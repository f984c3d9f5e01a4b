import { text } from "../../read";
import { randomUUID } from "node:crypto";
import type { KubernetesObject } from "../kubernetes/types";
import type { StoredResource } from "../../account";
import { arnOf, now } from "../../identifiers";
import type { Call, Created, ResourceType } from "../../resourceType";
import type { AddonConfiguration } from "./configuration";
import { type AddonInputs, parseAddonInputs } from "./inputs";
import {
  type AddonIssue,
  applyAddon,
  awaitAddon,
  clusterDnsAddress,
  type ConflictResolution,
  removeAddon,
} from "./install";
import { addonObjects } from "./objects";
import { METRICS_SERVER, startMetricsServer, stopMetricsServer } from "./metricsServer";
import { addonFailures, checkAddonRoles, readConfiguration, resolveBuild } from "./rules";
import { type ClusterObjects, referenceTo } from "../kubernetes/objects";
import { activeCluster, ADDON, type EksContext, EksOperation, ofCluster, POD_IDENTITY_ASSOCIATION } from "../context";
import { joinWaitingNodes } from "../node/nodes";
import { parsePodIdentity, podIdentityAttributes } from "../podIdentity/podIdentity";
import { versionOf, vpcConfigOf } from "../cluster/stored";

/** EKS add-ons: their objects in the API server, with EKS's own field manager. */
export function addonType(context: EksContext): ResourceType {
  return {
    type: ADDON,
    check: addonFailures,

    async create(call, inputs): Promise<Created> {
      const addon = parseAddonInputs(inputs);
      const operation = operationOn("CreateAddon", addon);
      const cluster = activeCluster(call, addon.clusterName, operation);
      const build = resolveBuild(call, addon, versionOf(cluster), operation);
      const configuration = readConfiguration(call, addon, operation);
      checkAddonRoles(call, addon, undefined, operation);
      const arn = arnOf(call, "eks", `addon/${addon.clusterName}/${addon.addonName}/${randomUUID()}`);
      replaceAssociations(call, addon, arn);

      call.status(`CREATING: ${build}`);
      const objects = context.objects(call);
      const desired = await desiredObjects(call, objects, cluster, addon, build, configuration);
      const issue = await install(context, call, objects, addon, desired, addon.resolveConflictsOnCreate ?? "NONE");
      if (!issue) call.status("ACTIVE");
      return {
        id: addonId(addon),
        outputs: {
          arn,
          addonVersion: build,
          configurationValues: addon.configurationValues ?? "",
          createdAt: now(),
          modifiedAt: now(),
          status: statusAfter("CREATE_FAILED", issue),
        },
        ...(issue && { failure: failureText(addon, "create", "CREATE_FAILED", issue) }),
      };
    },

    async update(call, current, news, changed) {
      const addon = parseAddonInputs(news);
      const operation = operationOn("UpdateAddon", addon);
      const cluster = activeCluster(call, addon.clusterName, operation);
      const concerned = ["addonVersion", "configurationValues", "podIdentityAssociations", "serviceAccountRoleArn"];
      const isDue = current.outputs["status"] !== "ACTIVE";
      if (!isDue && !changed.some((path) => concerned.includes(path.split(/[.[]/)[0] ?? ""))) return {};
      const before = text(current.outputs["addonVersion"]) ?? "";
      // A build that stays is not looked at again, even if the cluster's new minor does not offer it.
      const build =
        addon.addonVersion === undefined || addon.addonVersion === before
          ? before
          : resolveBuild(call, addon, versionOf(cluster), operation);
      const configuration = readConfiguration(call, addon, operation);
      const arn = text(current.outputs["arn"]) ?? "";
      checkAddonRoles(call, addon, arn, operation);
      replaceAssociations(call, addon, arn);

      call.status(`UPDATING: ${build}`);
      const objects = context.objects(call);
      const desired = await desiredObjects(call, objects, cluster, addon, build, configuration);
      const issue = await install(context, call, objects, addon, desired, addon.resolveConflictsOnUpdate ?? "NONE");
      if (issue) throw new Error(failureText(addon, "update", "Failed", issue));
      await removeDropped(call, objects, cluster, current, desired);
      call.status("ACTIVE");
      return {
        addonVersion: build,
        configurationValues: addon.configurationValues ?? "",
        modifiedAt: now(),
        status: "ACTIVE",
      };
    },

    async delete(call, current) {
      const addon = parseAddonInputs(current.inputs);
      const arn = text(current.outputs["arn"]) ?? "";
      if (!addon.preserve) {
        call.status("DELETING");
        const objects = context.objects(call);
        const cluster = activeCluster(call, addon.clusterName, operationOn("DeleteAddon", addon));
        const build = text(current.outputs["addonVersion"]) ?? "";
        if (addon.addonName === METRICS_SERVER) await stopMetricsServer(call, objects, addon.clusterName);
        await removeAddon(context, call, objects, await desiredObjects(call, objects, cluster, addon, build, {}));
      }
      replaceAssociations(call, { ...addon, podIdentityAssociations: [] }, arn);
    },
  };
}

function addonId({ clusterName, addonName }: AddonInputs): string {
  return `${clusterName}:${addonName}`;
}

function operationOn(name: string, addon: AddonInputs): EksOperation {
  return new EksOperation(name, `EKS Add-On (${addonId(addon)})`);
}

async function desiredObjects(
  call: Call,
  cluster: ClusterObjects,
  stored: StoredResource,
  addon: AddonInputs,
  version: string,
  configuration: AddonConfiguration,
): Promise<KubernetesObject[]> {
  const setting = {
    version,
    clusterName: addon.clusterName,
    region: call.region,
    vpcId: vpcConfigOf(stored).vpcId,
    clusterDns: await clusterDnsAddress(cluster),
  };
  return withServiceAccountRole(addonObjects(addon.addonName, setting, configuration), addon.serviceAccountRoleArn);
}

/** EKS writes the role of an add-on's service account on the account itself. */
function withServiceAccountRole(objects: KubernetesObject[], roleArn: string | undefined): KubernetesObject[] {
  const account = objects.find(({ kind }) => kind === "ServiceAccount");
  if (account?.metadata && roleArn !== undefined) {
    account.metadata.annotations = { ...account.metadata.annotations, "eks.amazonaws.com/role-arn": roleArn };
  }
  return objects;
}

async function install(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  addon: AddonInputs,
  objects: readonly KubernetesObject[],
  resolution: ConflictResolution,
): Promise<AddonIssue | undefined> {
  const conflict = await applyAddon(cluster, objects, resolution);
  if (conflict) return conflict;
  // Nodes that came before their network plugin become Ready with it.
  if (addon.addonName === "vpc-cni") await joinWaitingNodes(context, call, cluster, addon.clusterName);
  if (addon.addonName === METRICS_SERVER) await startMetricsServer(call, addon.clusterName);
  return awaitAddon(context, call, cluster, objects);
}

/** Removes the objects that the build or configuration before had, and the present one has not. */
async function removeDropped(
  call: Call,
  cluster: ClusterObjects,
  stored: StoredResource,
  current: StoredResource,
  desired: readonly KubernetesObject[],
): Promise<void> {
  const addon = parseAddonInputs(current.inputs);
  const before = await desiredObjects(call, cluster, stored, addon, text(current.outputs["addonVersion"]) ?? "", {});
  const key = (object: KubernetesObject) => JSON.stringify(referenceTo(object));
  const kept = new Set(desired.map(key));
  for (const object of before) if (!kept.has(key(object))) await cluster.delete(referenceTo(object));
}

/** The add-on's own pod identity associations: EKS makes and removes them with it. */
function replaceAssociations(call: Call, addon: AddonInputs, ownerArn: string): void {
  for (const { id, outputs } of ofCluster(call, POD_IDENTITY_ASSOCIATION, addon.clusterName)) {
    if (outputs["ownerArn"] === ownerArn) call.account.remove(POD_IDENTITY_ASSOCIATION, id);
  }
  for (const { roleArn, serviceAccount } of addon.podIdentityAssociations ?? []) {
    const inputs = { clusterName: addon.clusterName, namespace: "kube-system", serviceAccount, roleArn };
    const attributes = podIdentityAttributes(call, parsePodIdentity(inputs));
    call.account.put({
      type: POD_IDENTITY_ASSOCIATION,
      id: attributes.associationId,
      inputs,
      outputs: { ...inputs, ...attributes, ownerArn },
      hidden: true,
    });
  }
}

function statusAfter(failed: string, issue: AddonIssue | undefined): string {
  if (!issue) return "ACTIVE";
  return issue.code === "InsufficientNumberOfReplicas" ? "DEGRADED" : failed;
}

function failureText(addon: AddonInputs, what: "create" | "update", failed: string, issue: AddonIssue): string {
  const status = statusAfter(failed, issue);
  const wanted = what === "create" ? "ACTIVE" : "Successful";
  return (
    `waiting for EKS Add-On (${addonId(addon)}) ${what}: unexpected state '${status}', wanted target '${wanted}'. ` +
    `last error: ${issue.code}: ${issue.message}`
  );
}
