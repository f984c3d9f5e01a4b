import { secret, type Properties } from "../provider/values";
import { imageParameter, recommendedRelease } from "./eks/images/parameters";
import { text } from "./read";
import type { Call, Functions } from "./resourceType";

/** The public parameters that name images, and the releases that AWS recommends. */
function getParameter(call: Call, args: Properties): Properties {
  const name = text(args.name) ?? "";
  const value = imageParameter(call.region, name) ?? recommendedRelease(name);
  // What the provider says of ParameterNotFound.
  if (value === undefined) throw new Error(`reading SSM Parameter (${name}): couldn't find resource`);
  return {
    ...args,
    id: name,
    type: "String",
    version: 1,
    value: secret(value),
    insecureValue: value,
    arn: `arn:aws:ssm:${call.region}::parameter${name}`,
    region: call.region,
  };
}

export const ssmFunctions: Functions = { "aws:ssm/getParameter:getParameter": getParameter };
