import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { findKey } from "./kms";
import { shown, text } from "./read";
import type { Call, ResourceType } from "./resourceType";
import type { Properties } from "../provider/values";

export const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

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
  delete(_call, current) {
    if (current.outputs.deletionProtectionEnabled === true)
      throw refuse(
        "DeleteLogGroup",
        current.outputs,
        "ValidationException",
        "The log group has deletion protection enabled.",
      );
    return current.outputs.skipDestroy === true ? "kept" : undefined;
  },
});

export const logTypes: readonly ResourceType[] = [logGroup];
