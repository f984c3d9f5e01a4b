import { randomUUID } from "node:crypto";
import { z } from "zod";
import { writeWhole } from "../../../writeWhole";
import type { StoredResource } from "../../account";
import { known } from "../../generic";
import { arnOf, now } from "../../identifiers";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { controlPlaneFiles } from "../compute/compute";
import { ACCESS_ENTRY, ofCluster } from "../context";

const entryInputs = z.looseObject({
  clusterName: z.string(),
  principalArn: z.string(),
  type: z.enum(["STANDARD", "EC2_LINUX", "EC2", "FARGATE_LINUX"]),
});

/** The inputs of an access entry as far as a rule or an effect reads them. */
export type AccessEntryInputs = z.infer<typeof entryInputs>;

export function parseAccessEntry(inputs: StoredResource["inputs"]): AccessEntryInputs {
  return known(entryInputs, ACCESS_ENTRY, inputs);
}

export function entryId({
  clusterName,
  principalArn,
}: Pick<AccessEntryInputs, "clusterName" | "principalArn">): string {
  return `${clusterName}:${principalArn}`;
}

/** What EKS makes up for an entry. */
export function entryAttributes(call: Call, { clusterName, principalArn, type }: AccessEntryInputs) {
  const [, , , , account = "", resource = ""] = principalArn.split(":");
  const kind = resource.split("/")[0] ?? "role";
  const name = principalArn.slice(principalArn.lastIndexOf("/") + 1);
  const userNames = {
    STANDARD: kind === "role" ? `arn:aws:sts::${account}:assumed-role/${name}/{{SessionName}}` : principalArn,
    EC2_LINUX: "system:node:{{EC2PrivateDNSName}}",
    EC2: "system:node:{{EC2PrivateDNSName}}",
    FARGATE_LINUX: "system:node:{{SessionName}}",
  };
  return {
    accessEntryArn: arnOf(call, "eks", `access-entry/${clusterName}/${kind}/${account}/${name}/${randomUUID()}`),
    createdAt: now(),
    modifiedAt: now(),
    kubernetesGroups: type === "EC2_LINUX" ? ["system:nodes"] : [],
    type,
    userName: userNames[type],
  };
}

/** Stores an entry that EKS makes itself, unless there is one for the principal. */
export function addOwnEntry(call: Call, inputs: AccessEntryInputs): void {
  const id = entryId(inputs);
  if (call.account.get(ACCESS_ENTRY, id)) return;
  const { clusterName, principalArn, type } = inputs;
  const stored = { clusterName, principalArn, type };
  call.account.put({
    type: ACCESS_ENTRY,
    id,
    inputs: stored,
    outputs: { ...stored, ...entryAttributes(call, inputs) },
    hidden: true,
  });
}

export function removeOwnEntry(call: Call, clusterName: string, principalArn: string): void {
  const id = entryId({ clusterName, principalArn });
  if (call.account.get(ACCESS_ENTRY, id)?.hidden) call.account.remove(ACCESS_ENTRY, id);
}

/** An entry works some seconds after it was made. https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
const SECONDS_UNTIL_EFFECTIVE = 10;

/**
 * Tells whoever issues certificates how the API server shall know each principal: `identities.json` in the control plane's folder,
 * `{ "<principal ARN>": { "username": "...", "groups": [], "since": "<time>" } }`. A principal that is not in it has no access entry.
 */
export function writeIdentities(call: Call, clusterName: string): void {
  const identities = ofCluster(call, ACCESS_ENTRY, clusterName).flatMap(({ inputs, outputs }) => {
    const { principalArn, type } = parseAccessEntry(inputs);
    // Those of nodes are not asked for here.
    if (type !== "STANDARD") return [];
    const createdAt = Date.parse(text(outputs.createdAt) ?? "");
    const since = new Date(createdAt + SECONDS_UNTIL_EFFECTIVE * 1000).toISOString();
    return [[principalArn, { username: principalArn, groups: [], since }]];
  });
  writeWhole(controlPlaneFiles(call.cluster).identities, Object.fromEntries(identities));
}
