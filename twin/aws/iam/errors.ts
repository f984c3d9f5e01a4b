import { AwsError } from "../error";
import { text } from "../read";
import type { Properties } from "../../provider/values";
import { type Document, MalformedDocument, parseDocument } from "./documents";

export function iamError(operation: string, resource: string, code: string, message: string): AwsError {
  return new AwsError("IAM", operation, resource, code, message);
}

/** The document, or IAM's refusal of it. Size limits count without white space. */
export function acceptDocument(
  operation: string,
  resource: string,
  inputs: Properties,
  property: string,
  kind: "trust" | "identity",
  quota: { readonly name: string; readonly characters: number },
): Document {
  const json = text(inputs[property]) ?? "";
  if (json.replace(/\s/g, "").length > quota.characters)
    throw iamError(operation, resource, "LimitExceeded", `Cannot exceed quota for ${quota.name}: ${quota.characters}`);
  try {
    return parseDocument(json, kind);
  } catch (error) {
    if (error instanceof MalformedDocument)
      throw iamError(operation, resource, "MalformedPolicyDocument", error.message);
    throw error;
  }
}
