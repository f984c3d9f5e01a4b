import type { CheckFailure, CheckRequest, CheckResult } from "../provider/resourceProvider";
import { containsUnknown, isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { mergedTags, withAutoName } from "./autoName";
import { brokenLimits } from "./constraints";
import { withDefault } from "./paths";
import type { ResourceType } from "./resourceType";
import type { TypeRules } from "./rules";

/** What of the provider's own configuration goes into the inputs of its resources. */
export interface ProviderDefaults {
  readonly region: string;
  readonly defaultTags: Properties;
}

/** The inputs as the provider completes them, and what it refuses without asking AWS. */
export function checkInputs(
  type: ResourceType,
  rules: TypeRules,
  request: CheckRequest,
  provider: ProviderDefaults,
): CheckResult {
  const news = withDocumentsAsText(rules, withoutNulls(request.news));
  const named = withAutoName(rules, request.name, { olds: request.olds, news, randomSeed: request.randomSeed });
  let { inputs } = named;
  for (const [path, value] of Object.entries(rules.defaults)) inputs = withDefault(inputs, path, value, false);
  if (rules.forceNew.includes("region")) inputs = { ...inputs, region: inputs.region ?? provider.region };
  if (rules.hasTags) inputs = { ...inputs, tagsAll: mergedTags(inputs.tags, provider.defaultTags) };
  return {
    inputs,
    failures: [
      ...named.failures,
      ...documentFailures(rules, inputs),
      ...brokenLimits(rules, inputs, "provider").map(({ property, reason }) => ({
        property,
        reason: `${reason}. Examine values at '${request.name}.${property}'.`,
      })),
      ...(type.check?.(inputs) ?? []),
    ],
  };
}

function withoutNulls(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null && value !== undefined));
}

/** A policy may be given as an object; AWS takes text. */
function withDocumentsAsText(rules: TypeRules, inputs: Properties): Properties {
  const result = { ...inputs };
  for (const property of rules.jsonDocuments ?? []) {
    const value = result[property];
    if (isObject(value)) result[property] = containsUnknown(value) ? UNKNOWN : JSON.stringify(value);
  }
  return result;
}

function documentFailures(rules: TypeRules, inputs: Properties): CheckFailure[] {
  return (rules.jsonDocuments ?? []).flatMap((property) => {
    const value = inputs[property];
    if (typeof value !== "string" || value === UNKNOWN || value === "" || parseJson(value) !== undefined) return [];
    return [{ property, reason: `"${property}" contains an invalid JSON policy` }];
  });
}

/** The JSON value of the text, or `undefined` when it is not JSON. */
export function parseJson(text: string): Value | undefined {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
