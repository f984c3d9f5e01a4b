import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { configNamespace } from "../../config/namespace";

export type StackName = "dev" | "prod";

/** Values by place, for example `{ "network.cidrBlock": "10.0.0.0/16" }`. Undefined takes the key out. */
export type Changes = Readonly<Record<string, unknown>>;

export const stackFilePath = (stack: StackName): string => join(__dirname, "../..", `Pulumi.${stack}.yaml`);

export const baseFilePath = (stack: StackName): string => join(__dirname, "base", `Pulumi.${stack}.yaml`);

/** The text of a sound stack file after some changes. It is the tests' own: what dev and prod have changes no test of rules. */
export const changedStackFile = (stack: StackName, changes: Changes): string =>
  changedText(readFileSync(baseFilePath(stack), "utf8"), changes);

const documents = new Map<string, Document>();

/** Parsed once: tables of changes begin with the same text a hundred times. */
function parsed(text: string): Document {
  const document = documents.get(text) ?? parseDocument(text);
  documents.set(text, document);
  return document;
}

/** The text of a stack file after some changes. */
export function changedText(text: string, changes: Changes): string {
  const document = parsed(text).clone();
  for (const [place, value] of Object.entries(changes)) {
    const [section = "", ...rest] = place.split(".");
    const path = [
      "config",
      `${configNamespace}:${section}`,
      ...rest.map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
    ];
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  return document.toString();
}
