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
  readonly forbiddenAccountIds: readonly string[];
  /** Role that the provider works as, in place of whoever the credentials are of. */
  readonly assumedRoleArn?: string;
}

/** Options of the provider, all of them: https://www.pulumi.com/registry/packages/aws/api-docs/provider/ */
const OPTIONS = new Set([
  "accessKey",
  "allowedAccountIds",
  "assumeRoleWithWebIdentity",
  "assumeRoles",
  "customCaBundle",
  "defaultTags",
  "ec2MetadataServiceEndpoint",
  "ec2MetadataServiceEndpointMode",
  "endpoints",
  "forbiddenAccountIds",
  "httpProxy",
  "httpsProxy",
  "ignoreTags",
  "insecure",
  "maxRetries",
  "noProxy",
  "profile",
  "region",
  "retryMode",
  "s3UsEast1RegionalEndpoint",
  "s3UsePathStyle",
  "secretKey",
  "sharedConfigFiles",
  "sharedCredentialsFiles",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
  "stsRegion",
  "tagPolicyCompliance",
  "token",
  "tokenBucketRateLimiterCapacity",
  "useDualstackEndpoint",
  "useFipsEndpoint",
  "userAgents",
  "version",
]);

export function checkProviderConfig(news: Properties): CheckFailure[] {
  const failures: CheckFailure[] = Object.keys(news)
    .filter((name) => !OPTIONS.has(name) && !name.startsWith("__"))
    .map((property) => ({
      property,
      reason: `could not validate provider configuration: Invalid or unknown key "${property}"`,
    }));
  const region = news.region ?? environmentRegion();
  const validated = news.skipRegionValidation !== true && news.skipRegionValidation !== "true";
  if (region === undefined || region === "")
    failures.push({
      property: "region",
      reason:
        "missing region: the provider needs `region`, `aws:region` in the stack's configuration, or AWS_REGION in the environment",
    });
  else if (typeof region === "string" && region !== UNKNOWN && validated && !isRegion(region))
    failures.push({ property: "region", reason: `invalid AWS Region: ${region}. Known: ${regionNames().join(", ")}` });
  return failures;
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
    region: config.region === UNKNOWN ? UNKNOWN : (text(config.region) ?? environmentRegion() ?? ""),
    defaultTags: isObject(tags) && isObject(tags.tags) ? tags.tags : {},
    allowedAccountIds: texts(structured(config.allowedAccountIds)),
    forbiddenAccountIds: texts(structured(config.forbiddenAccountIds)),
    assumedRoleArn: text(objects(structured(config.assumeRoles)).at(-1)?.roleArn),
  };
}

/** The provider's refusal to work with credentials of another account than the program means. */
export function refuseForeignAccount(config: ProviderConfig, accountId: string): void {
  const { allowedAccountIds, forbiddenAccountIds } = config;
  if (
    forbiddenAccountIds.includes(accountId) ||
    (allowedAccountIds.length > 0 && !allowedAccountIds.includes(accountId))
  )
    throw new Error(`AWS account ID not allowed: ${accountId}`);
}

/** A provider's options travel as text; objects and lists as JSON text. */
function structured(value: Value | undefined): Value | undefined {
  return typeof value === "string" && value !== UNKNOWN ? parseJson(value) : value;
}

function environmentRegion(): string | undefined {
  return process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}
