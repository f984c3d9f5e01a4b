import { readFileSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import type { Properties } from "../../../provider/values";
import type { StoredResource } from "../../account";
import type { Call } from "../../resourceType";
import { addOwnEntry } from "../access/entries";
import type { ClusterInputs } from "../cluster/inputs";
import { clusterOperation } from "../cluster/operation";
import { checkRoles } from "../cluster/rules";
import { applyOnceKnown } from "../kubernetes/apply";
import { referenceTo } from "../kubernetes/objects";
import { startCompute, stopCompute } from "../compute/compute";
import type { EksContext } from "../context";
import type { KubernetesObject } from "../kubernetes/types";
import { versionOf } from "../cluster/stored";

/** Switches Auto Mode on or off, or changes its pools, as UpdateClusterConfig does. */
export async function updateAutoMode(
  context: EksContext,
  call: Call,
  current: StoredResource,
  wanted: ClusterInputs,
): Promise<Properties> {
  checkRoles(call, wanted, clusterOperation("UpdateClusterConfig", current.id));
  // The version may have been changed by the same update.
  const latest = call.account.get(current.type, current.id) ?? current;
  await applyAutoMode(context, call, wanted, versionOf(latest));
  return {};
}

/** Brings what Auto Mode puts into a cluster to what the inputs say. */
export async function applyAutoMode(
  context: EksContext,
  call: Call,
  inputs: ClusterInputs,
  minor: string,
): Promise<void> {
  if (!inputs.computeConfig) {
    await removeAutoMode(context, call);
    return stopCompute(context, call, inputs.name, minor);
  }
  const { nodePools, nodeRoleArn: principalArn } = inputs.computeConfig;
  const objects = context.objects(call);
  const isWanted = ({ kind, metadata }: KubernetesObject) =>
    kind !== "NodePool" || nodePools.includes(metadata?.name ?? "");
  addOwnEntry(call, { clusterName: inputs.name, principalArn, type: "EC2" });
  for (const object of autoModeObjects()) {
    if (!isWanted(object)) await objects.delete(referenceTo(object));
    else await applyOnceKnown(context, call, objects, object);
  }
  await startCompute(context, call, inputs.name, minor);
}

/** Takes away what Auto Mode put into the API server, the kinds it defines included. */
export async function removeAutoMode(context: EksContext, call: Call): Promise<void> {
  const objects = context.objects(call);
  for (const object of autoModeObjects().reverse()) await objects.delete(referenceTo(object));
}

function autoModeObjects(): KubernetesObject[] {
  const text = readFileSync(path.join(__dirname, "autoMode.yaml"), "utf8");
  return parseAllDocuments(text).map((document) => document.toJS() as KubernetesObject);
}
