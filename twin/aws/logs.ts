import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { findKey } from "./kms";
import { shown, text } from "./read";
import type { Call, Functions, ResourceType } from "./resourceType";
import type { Properties } from "../provider/values";

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** Of a control plane: EKS writes to it as long as it has something to write. https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763 */
const OF_CONTROL_PLANE = /^\/aws\/eks\/[^/]+\/cluster$/;

function refuse(operation: string, { name }: Properties, code: string, message: string): AwsError {
  return new AwsError("CloudWatch Logs", operation, `CloudWatch Logs Log Group (${shown(name)})`, code, message);
}

function refuseKey(call: Call, operation: string, inputs: Properties): void {
  const reference = text(inputs.kmsKeyId);
  if (reference !== undefined && !findKey(call.account, reference))
    throw refuse(
      operation,
      inputs,
      "InvalidParameterException",
      `The specified KMS Key Id could not be found: the key does not exist or its policy does not let CloudWatch Logs use it (${reference})`,
    );
}

const logGroup = dataType(LOG_GROUP, {
  create(call, inputs) {
    if (text(inputs.name)?.startsWith("aws/"))
      throw refuse(
        "CreateLogGroup",
        inputs,
        "InvalidParameterException",
        "Log groups starting with AWS/ are reserved for AWS.",
      );
    refuseKey(call, "CreateLogGroup", inputs);
    return { id: newId(LOG_GROUP, call, inputs), outputs: {} };
  },
  update(call, _current, news, changed) {
    if (changed.includes("kmsKeyId")) refuseKey(call, "AssociateKmsKey", news);
    return {};
  },
  delete(call, current) {
    if (current.outputs.deletionProtectionEnabled === true)
      throw refuse(
        "DeleteLogGroup",
        current.outputs,
        "ValidationException",
        "The log group has deletion protection enabled.",
      );
    if (call.lateLogs && OF_CONTROL_PLANE.test(text(current.outputs.name) ?? "")) {
      const { name, arn, region } = current.outputs;
      call.account.put({ ...current, inputs: { name }, outputs: { name, arn, region, retentionInDays: 0, tags: {} } });
      return "kept";
    }
    return current.outputs.skipDestroy === true ? "kept" : undefined;
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

export const logTypes: readonly ResourceType[] = [logGroup];
