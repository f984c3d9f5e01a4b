import type { Properties, Value } from "../../provider/values";
import type { Account } from "../account";
import { dataType, newId } from "../generic";
import { isWithin, without } from "../paths";
import { objects } from "../read";
import { LAUNCH_TEMPLATE } from "./types";

/** Inputs that are no part of a version's data. */
const NOT_VERSIONED = ["name", "tags", "tagsAll", "region"];

function changesData(changed: readonly string[]): boolean {
  return changed.some((path) => !NOT_VERSIONED.some((name) => isWithin(path, name)));
}

function versionData(inputs: Properties): Properties {
  return without(inputs, ...NOT_VERSIONED);
}

/**
 * What a version of a launch template says.
 * @param reference the template's id or name
 * @param version its number
 * @returns `undefined` when there is no such template or version
 */
export function launchTemplateVersion(
  account: Account,
  reference: string,
  version: Value | undefined,
): Properties | undefined {
  const template = account
    .list(LAUNCH_TEMPLATE)
    .find(({ id, outputs }) => id === reference || outputs.name === reference);
  return objects(template?.outputs.__versions)[Number(version) - 1];
}

export const launchTemplate = dataType(LAUNCH_TEMPLATE, {
  create: (call, inputs) => ({
    id: newId(LAUNCH_TEMPLATE, call, inputs),
    outputs: { __versions: [versionData(inputs)] },
  }),
  update(_call, current, news, changed) {
    if (!changesData(changed)) return {};
    const versions = [...objects(current.outputs.__versions), versionData(news)];
    return { latestVersion: versions.length, __versions: versions };
  },
  changesOnUpdate: (changed) => (changesData(changed) ? ["latestVersion"] : []),
});
