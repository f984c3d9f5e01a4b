import type { Properties } from "../../provider/values";
import { text } from "../read";
import type { Call, Functions } from "../resourceType";
import { isServiceLinkedRole, serviceLinkedRoleArn } from "./serviceLinkedRoles";
import { ROLE } from "./types";

/** How AWS names a caller: a role is seen as one of its sessions, without its path. */
export function sessionArn(callerArn: string): string {
  const [, , , , accountId = "", resource = ""] = callerArn.split(":");
  if (!resource.startsWith("role/")) return callerArn;
  return `arn:aws:sts::${accountId}:assumed-role/${resource.slice(resource.lastIndexOf("/") + 1)}/twin`;
}

function getCallerIdentity({ account, callerArn }: Call): Properties {
  return { id: account.id, accountId: account.id, arn: sessionArn(callerArn), userId: "AROATWIN:twin" };
}

function getRole(call: Call, args: Properties): Properties {
  const name = text(args.name) ?? "";
  const own = call.account.list(ROLE).find(({ outputs }) => outputs.name === name);
  if (own) return { ...args, ...own.outputs, id: name };
  return { ...args, id: name, arn: serviceLinkedRoleArn(call, name) ?? principalArn(call, "role", name) };
}

function getUser(call: Call, args: Properties): Properties {
  const name = text(args.userName) ?? "";
  return { ...args, id: name, arn: principalArn(call, "user", name) };
}

/** Of a role or user that the program did not make. */
function principalArn({ account, principals }: Call, kind: "role" | "user", name: string): string {
  if (!principals && !isServiceLinkedRole(name)) return `arn:aws:iam::${account.id}:${kind}/${name}`;
  const arn = principals?.find((principal) => principal.includes(`:${kind}/`) && principal.endsWith(`/${name}`));
  if (arn === undefined)
    throw new Error(`reading IAM ${kind === "role" ? "Role" : "User"} (${name}): couldn't find resource`);
  return arn;
}

export const iamFunctions: Functions = {
  "aws:index/getCallerIdentity:getCallerIdentity": getCallerIdentity,
  "aws:iam/getRole:getRole": getRole,
  "aws:iam/getUser:getUser": getUser,
};
