import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "./errors";
import { ownSection, ownValues } from "./namespace";
import { parseConfig } from "./parse";
import type { PlatformConfig } from "./sections";
import type * as stackFile from "./stackFile";

/**
 * The configuration of the stack that runs. The one place that reads Pulumi's configuration.
 *
 * It throws at once, before any resource is registered: the same error thrown later, from an `apply`, takes Pulumi up to a
 * minute to print. A RunError is printed as its message alone.
 */
export function loadConfig(): PlatformConfig {
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  const texts = ownValues(pulumi.runtime.allConfig());
  const values = Object.fromEntries(Object.entries(texts).map(([section, text]) => [section, structured(text)]));
  try {
    if (hasSecrets() && isFile(file)) stackFileReader().parseStackFile(file);
    return parseConfig(values, file, { lines: () => linesOf(file) });
  } catch (error) {
    throw error instanceof ConfigError ? new pulumi.RunError(error.message) : error;
  }
}

/** Pulumi hands over maps and lists as JSON, and single values as they are. */
function structured(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // A single value that only begins like JSON: the schema says what it must be.
  }
}

/** The file is for line numbers only, and may be elsewhere (`--config-file`). What reads it is loaded only for them. */
function linesOf(file: string) {
  return isFile(file) ? stackFileReader().readStackFile(readFileSync(file, "utf8")).lineOf : undefined;
}

const stackFileReader = () => createRequire(__filename)("./stackFile") as typeof stackFile;

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/** Pulumi hands over decrypted values, and the sections that have some: only the file says which values these are. */
const hasSecrets = (): boolean =>
  (JSON.parse(process.env.PULUMI_CONFIG_SECRET_KEYS ?? "[]") as string[]).some((key) => ownSection(key) !== undefined);
