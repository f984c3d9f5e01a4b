import { randomUUID } from "node:crypto";
import { z } from "zod";
import { writeWhole } from "../../../writeWhole";
import type { StoredResource } from "../../account";
import { arnOf, now } from "../../identifiers";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { controlPlaneFiles } from "../compute/compute";
import { ACCESS_ENTRY, ofCluster } from "../context";
import { authenticationModeOf } from "../cluster/stored";

const entryInputs = z.looseObject({
  clusterName: z.string(),
  principalArn: z.string(),
  type: z.string().default("STANDARD"),
  userName: z.string().optional(),
  kubernetesGroups: z.array(z.string()).optional(),
});

/** The inputs of an access entry as far as a rule or an effect reads them. */
export type AccessEntryInputs = z.infer<typeof entryInputs>;

export function parseAccessEntry(inputs: StoredResource["inputs"]): AccessEntryInputs {
  return entryInputs.parse(inputs);
}

export function entryId({
  clusterName,
  principalArn,
}: Pick<AccessEntryInputs, "clusterName" | "principalArn">): string {
  return `${clusterName}:${principalArn}`;
}

/** What EKS makes up for an entry. */
export function entryAttributes(call: Call, entry: AccessEntryInputs) {
  const [, , , , account = "", resource = ""] = entry.principalArn.split(":");
  const kind = resource.split("/")[0] ?? "role";
  const name = nameOf(entry.principalArn);
  return {
    accessEntryArn: arnOf(call, "eks", `access-entry/${entry.clusterName}/${kind}/${account}/${name}/${randomUUID()}`),
    createdAt: now(),
    modifiedAt: now(),
    kubernetesGroups: entry.kubernetesGroups ?? (entry.type === "EC2_LINUX" ? ["system:nodes"] : []),
    type: entry.type,
    userName: entry.userName ?? defaultUserName(entry),
  };
}

/** The last part of a principal's ARN, its path left out. */
function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function defaultUserName({ principalArn, type }: AccessEntryInputs): string {
  if (type === "EC2_LINUX" || type === "EC2_WINDOWS" || type === "EC2") return "system:node:{{EC2PrivateDNSName}}";
  if (type === "FARGATE_LINUX" || type === "HYBRID_LINUX") return "system:node:{{SessionName}}";
  if (!principalArn.includes(":role/")) return principalArn;
  const account = principalArn.split(":")[4];
  return `arn:aws:sts::${account}:assumed-role/${nameOf(principalArn)}/{{SessionName}}`;
}

/** Whom the API server takes a principal for: the name of a client certificate. */
export function kubernetesUser({ userName, principalArn }: AccessEntryInputs): string {
  return userName?.replaceAll("{{SessionName}}", "session").replaceAll("{{SessionNameRaw}}", "session") ?? principalArn;
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
    outputs: { ...stored, ...entryAttributes(call, inputs), partOf: clusterName },
    hidden: true,
  });
}

/** EKS lets the nodes of a managed group in by itself, where the cluster knows access entries. */
export function addNodeRoleEntry(call: Call, cluster: StoredResource, principalArn: string): void {
  if (authenticationModeOf(cluster) === "CONFIG_MAP") return;
  addOwnEntry(call, { clusterName: cluster.id, principalArn, type: "EC2_LINUX" });
}

export function removeNodeRoleEntry(call: Call, clusterName: string, principalArn: string): void {
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
    const entry = parseAccessEntry(inputs);
    // Those of nodes are not asked for here.
    if (entry.type !== "STANDARD") return [];
    const createdAt = Date.parse(text(outputs.createdAt) ?? "");
    const since = new Date(createdAt + SECONDS_UNTIL_EFFECTIVE * 1000).toISOString();
    return [[entry.principalArn, { username: kubernetesUser(entry), groups: entry.kubernetesGroups ?? [], since }]];
  });
  writeWhole(controlPlaneFiles(call.cluster).identities, Object.fromEntries(identities));
}
