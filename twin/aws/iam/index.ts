import type { Properties } from "../../provider/values";
import { shown, text } from "../read";
import type { Call, Functions, ResourceType } from "../resourceType";
import { otherIamTypes } from "./others";
import { policyDocumentFunctions } from "./policyDocument";
import { roleTypes } from "./roles";
import { OIDC_PROVIDER, ROLE } from "./types";

export { roleAllows } from "./grants";

export const iamTypes: readonly ResourceType[] = [...roleTypes, ...otherIamTypes];

function getRole(call: Call, args: Properties): Properties {
  const found = call.account.list(ROLE).find(({ outputs }) => outputs.name === args.name);
  if (!found) throw new Error(`reading IAM Role (${shown(args.name)}): couldn't find resource`);
  return { ...args, ...found.outputs, id: found.id, tags: found.outputs.tagsAll ?? {} };
}

function getOpenIdConnectProvider(call: Call, args: Properties): Properties {
  const url = text(args.url)?.replace(/^https:\/\//, "");
  const found = call.account
    .list(OIDC_PROVIDER)
    .find(
      ({ id, outputs }) =>
        id === args.arn || (url !== undefined && text(outputs.url)?.replace(/^https:\/\//, "") === url),
    );
  if (!found)
    throw new Error(`reading IAM OIDC Provider (${text(args.arn) ?? text(args.url) ?? ""}): couldn't find resource`);
  return { ...args, ...found.outputs, id: found.id, tags: found.outputs.tagsAll ?? {} };
}

export const iamFunctions: Functions = {
  ...policyDocumentFunctions,
  "aws:iam/getRole:getRole": getRole,
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": getOpenIdConnectProvider,
};
