import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { writeWhole } from "../writeWhole";

const names = z.array(z.string());

/** Webhooks in whose place the twin has answered, by name. */
export function readAnswered(file: string): string[] {
  return existsSync(file) ? names.parse(JSON.parse(readFileSync(file, "utf8"))) : [];
}

export function addAnswered(file: string, webhooks: readonly string[]): void {
  const known = readAnswered(file);
  const added = webhooks.filter((webhook) => !known.includes(webhook));
  if (added.length > 0) writeWhole(file, [...known, ...added]);
}
