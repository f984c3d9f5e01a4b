import { secret, type Properties, type Value } from "../provider/values";
import { imageParameter } from "./eks/images/parameters";
import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { shown, text } from "./read";
import type { Call, Functions, ResourceType } from "./resourceType";

const PARAMETER = "aws:ssm/parameter:Parameter";

function refuse(operation: string, name: Value | undefined, code: string, message: string): AwsError {
  return new AwsError("SSM", operation, `SSM Parameter (${shown(name)})`, code, message);
}

/** Bytes that a value may have, by tier. */
const LIMITS: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 };

function refuseValue(operation: string, inputs: Properties): void {
  const value = text(inputs.value) ?? text(inputs.insecureValue) ?? "";
  const limit = LIMITS[text(inputs.tier) ?? "Standard"] ?? 4096;
  if (Buffer.byteLength(value) > limit)
    throw refuse(
      operation,
      inputs.name,
      "ValidationException",
      `Standard tier parameters support a maximum parameter value of ${limit} characters.`,
    );
  const pattern = text(inputs.allowedPattern);
  if (pattern !== undefined && !new RegExp(pattern).test(value))
    throw refuse(
      operation,
      inputs.name,
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
    );
}

const parameter = dataType(PARAMETER, {
  create(call, inputs) {
    const name = text(inputs.name) ?? "";
    if (/^\/?(aws|ssm)/i.test(name))
      throw refuse("PutParameter", name, "AccessDeniedException", `No access to reserved parameter name: ${name}.`);
    refuseValue("PutParameter", inputs);
    return {
      id: newId(PARAMETER, call, inputs),
      outputs: {
        arn: `arn:aws:ssm:${call.region}:${call.account.id}:parameter${name.startsWith("/") ? "" : "/"}${name}`,
        tier: inputs.tier ?? "Standard",
        dataType: inputs.dataType ?? "text",
      },
    };
  },
  update(_call, current, news) {
    refuseValue("PutParameter", news);
    if (current.outputs.type === "SecureString" && news.type !== "SecureString")
      throw refuse(
        "PutParameter",
        news.name,
        "HierarchyTypeMismatchException",
        "Parameter Store does not support changing a SecureString's type.",
      );
    return { version: Number(current.outputs.version ?? 1) + 1 };
  },
  changesOnUpdate: (changed) => (changed.some((path) => !path.startsWith("tags")) ? ["version"] : []),
});

export const ssmTypes: readonly ResourceType[] = [parameter];

function getParameter(call: Call, args: Properties): Properties {
  const name = text(args.name) ?? "";
  const published = imageParameter(call.region, name);
  if (published !== undefined)
    return {
      ...args,
      id: name,
      type: "String",
      version: 1,
      value: secret(published),
      insecureValue: published,
      arn: `arn:aws:ssm:${call.region}::parameter${name}`,
      region: call.region,
    };
  const stored = call.account.get(PARAMETER, name);
  if (!stored) throw refuse("GetParameter", name, "ParameterNotFound", "");
  const value = text(stored.outputs.value) ?? text(stored.outputs.insecureValue) ?? "";
  const { type, version, arn } = stored.outputs;
  return {
    ...args,
    id: name,
    type,
    version,
    arn,
    value: secret(value),
    insecureValue: type === "SecureString" ? "" : value,
    region: call.region,
  };
}

export const ssmFunctions: Functions = { "aws:ssm/getParameter:getParameter": getParameter };
