import type { CheckFailure, DiffResult, PropertyDiff } from "../provider/resourceProvider";
import { isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { parseJson } from "./check";
import { canonical } from "./diff";
import { isAbsent } from "./paths";
import { objects, text, texts } from "./read";
import { isRegion, regionNames } from "./regions";

/** The provider's configuration, as far as a simulated account has a use for it. */
export interface ProviderConfig {
  readonly region: string;
  readonly defaultTags: Properties;
  readonly allowedAccountIds: readonly string[];
  /** Role that the provider works as, in place of whoever the credentials are of. */
  readonly assumedRoleArn?: string;
}

export function checkProviderConfig({ region }: Properties): CheckFailure[] {
  if (typeof region === "string" && (region === UNKNOWN || isRegion(region))) return [];
  return [{ property: "region", reason: `invalid AWS Region: ${text(region)}. Known: ${regionNames().join(", ")}` }];
}

/** Every change is made in place; without it the engine would go on with the old configuration. A new region replaces resources, not the provider. */
export function diffProviderConfig(olds: Properties, news: Properties): DiffResult {
  const changes: Record<string, PropertyDiff> = {};
  for (const name of new Set([...Object.keys(olds), ...Object.keys(news)])) {
    if (canonical(olds[name]) === canonical(news[name]) && news[name] !== UNKNOWN) continue;
    changes[name] = { kind: isAbsent(olds[name]) ? "add" : isAbsent(news[name]) ? "delete" : "update" };
  }
  return { changes };
}

export function parseProviderConfig(config: Properties): ProviderConfig {
  const tags = structured(config.defaultTags);
  return {
    region: config.region === UNKNOWN ? UNKNOWN : (text(config.region) ?? ""),
    defaultTags: isObject(tags) && isObject(tags.tags) ? tags.tags : {},
    allowedAccountIds: texts(structured(config.allowedAccountIds)),
    assumedRoleArn: text(objects(structured(config.assumeRoles)).at(-1)?.roleArn),
  };
}

/** The provider's refusal to work with credentials of another account than the program means. */
export function refuseForeignAccount({ allowedAccountIds }: ProviderConfig, accountId: string): void {
  if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(accountId))
    throw new Error(`AWS account ID not allowed: ${accountId}`);
}

/** A provider's options travel as text; objects and lists as JSON text. */
function structured(value: Value | undefined): Value | undefined {
  return typeof value === "string" && value !== UNKNOWN ? parseJson(value) : value;
}
