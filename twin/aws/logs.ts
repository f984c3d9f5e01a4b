import type { Properties } from "../provider/values";
import { dataType } from "./generic";
import { shown, text } from "./read";
import type { Call, Functions } from "./resourceType";

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Of a control plane: EKS writes to it as long as it has something to write. https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763 */
const OF_CONTROL_PLANE = /^\/aws\/eks\/[^/]+\/cluster$/;

export const logGroup = dataType(LOG_GROUP, {
  delete(call, current) {
    const { name, arn, region } = current.outputs;
    if (!call.lateLogs || !OF_CONTROL_PLANE.test(text(name) ?? "")) return;
    call.account.put({ ...current, inputs: { name }, outputs: { name, arn, region, retentionInDays: 0, tags: {} } });
    return "kept";
  },
});

function getLogGroups(call: Call, args: Properties): Properties {
  const found = call.account
    .list(LOG_GROUP)
    .map(({ outputs }) => outputs)
    .filter(({ name }) => text(name)?.startsWith(text(args.logGroupNamePrefix) ?? ""));
  return {
    ...args,
    id: call.region,
    region: call.region,
    arns: found.map(({ arn }) => arn ?? ""),
    logGroupNames: found.map(({ name }) => name ?? ""),
  };
}

function getLogGroup(call: Call, args: Properties): Properties {
  const found = call.account.list(LOG_GROUP).find(({ outputs }) => outputs.name === args.name);
  if (!found) throw new Error(`reading CloudWatch Logs Log Group (${shown(args.name)}): empty result`);
  return { ...found.outputs, id: found.id, tags: found.outputs.tagsAll ?? {} };
}

export const logFunctions: Functions = {
  "aws:cloudwatch/getLogGroup:getLogGroup": getLogGroup,
  "aws:cloudwatch/getLogGroups:getLogGroups": getLogGroups,
};
