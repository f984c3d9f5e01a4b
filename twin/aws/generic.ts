import { z } from "zod";
import { fillFormat } from "./identifiers";
import type { Call, Created, ResourceType } from "./resourceType";
import { rulesOf } from "./rules";
import type { Properties } from "../provider/values";

/** The id that `aws-rules.json` gives a resource of this type. */
export function newId(type: string, call: Call, inputs: Properties): string {
  const format = rulesOf(type).computedOutputs.id?.format;
  if (format === undefined) throw new Error(`the rules have no format for the id of ${type}`);
  return fillFormat(format, { accountId: call.account.id, region: call.region }, inputs);
}

/** The inputs as far as a rule or an effect reads them. @throws naming what the simulation does not know */
export function known<Schema extends z.ZodType>(schema: Schema, type: string, inputs: Properties): z.infer<Schema> {
  const parsed = schema.safeParse(inputs);
  if (parsed.success) return parsed.data;
  throw new Error(`the simulated AWS does not know these inputs of ${type}:\n${z.prettifyError(parsed.error)}`);
}

/**
 * A resource type of which `aws-rules.json` says everything.
 * @param particular what it does not say
 */
export function dataType(type: string, particular: Partial<Omit<ResourceType, "type">> = {}): ResourceType {
  return {
    type,
    create: (call, inputs): Created => ({ id: newId(type, call, inputs), outputs: {} }),
    ...particular,
  };
}
