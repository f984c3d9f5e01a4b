import type { Properties, Value } from "../../provider/values";
import type { Account } from "../account";
import { newId } from "../generic";
import { objects, text } from "../read";
import type { ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { LAUNCH_TEMPLATE } from "./types";

/** Inputs that are no part of a version's data. */
const NOT_VERSIONED = ["name", "namePrefix", "tags", "tagsAll", "region", "defaultVersion", "updateDefaultVersion"];

function changesData(changed: readonly string[]): boolean {
  return changed.some(
    (path) =>
      !NOT_VERSIONED.some((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`)),
  );
}

function refuseUserData(operation: string, { userData }: Properties): void {
  const given = text(userData);
  if (
    given !== undefined &&
    Buffer.from(given, "base64").toString("base64").replace(/=+$/, "") !== given.replace(/\s+/g, "").replace(/=+$/, "")
  )
    throw ec2Error(
      operation,
      "EC2 Launch Template",
      "InvalidUserData.Malformed",
      "Invalid BASE64 encoding of user data.",
    );
}

function versionData(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !NOT_VERSIONED.includes(name)));
}

/**
 * What a version of a launch template says.
 * @param reference the template's id or name
 * @param version a number, `$Latest` or `$Default` (the default)
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
  if (!template) return undefined;
  const { latestVersion, defaultVersion } = template.outputs;
  const wanted = text(version) ?? version ?? "$Default";
  const number =
    wanted === "$Latest" ? latestVersion : wanted === "$Default" || wanted === "" ? defaultVersion : wanted;
  return objects(template.outputs.__versions)[Number(number) - 1];
}

const launchTemplate: ResourceType = {
  type: LAUNCH_TEMPLATE,
  create(call, inputs) {
    refuseUserData("CreateLaunchTemplate", inputs);
    return {
      id: newId(LAUNCH_TEMPLATE, call, inputs),
      outputs: { latestVersion: 1, defaultVersion: 1, __versions: [versionData(inputs)] },
    };
  },
  update(_call, current, news, changed) {
    const versions = objects(current.outputs.__versions);
    const added = changesData(changed);
    if (added) refuseUserData("CreateLaunchTemplateVersion", news);
    const latestVersion = Number(current.outputs.latestVersion) + (added ? 1 : 0);
    const chosen = typeof news.defaultVersion === "number" ? news.defaultVersion : current.outputs.defaultVersion;
    return {
      latestVersion,
      defaultVersion: news.updateDefaultVersion === true ? latestVersion : (chosen ?? 1),
      __versions: added ? [...versions, versionData(news)] : versions,
    };
  },
  changesOnUpdate: (changed) => (changesData(changed) ? ["latestVersion", "defaultVersion"] : []),
};

export const launchTypes: readonly ResourceType[] = [launchTemplate];
