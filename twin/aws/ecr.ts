import { isObject, type Properties } from "../provider/values";
import { parseJson } from "./check";
import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { isAbsent } from "./paths";
import { objects, shown, text, texts } from "./read";
import type { ResourceType } from "./resourceType";

const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

function refuse(operation: string, resource: string, code: string, message: string): AwsError {
  return new AwsError("ECR", operation, resource, code, message);
}

const repository = dataType(REPOSITORY, {
  create(call, inputs) {
    refuseRepository("CreateRepository", inputs);
    return { id: newId(REPOSITORY, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refuseRepository("PutImageTagMutability", news);
    return {};
  },
});

function refuseRepository(operation: string, inputs: Properties): void {
  const invalid = (message: string) =>
    refuse(operation, `ECR Repository (${shown(inputs.name)})`, "InvalidParameterException", message);
  for (const { encryptionType, kmsKey } of objects(inputs.encryptionConfigurations))
    if (!isAbsent(kmsKey) && kmsKey !== "" && (encryptionType ?? "AES256") === "AES256")
      throw invalid(
        "Invalid parameter at 'encryptionConfiguration' failed to satisfy constraint: 'A KMS key needs the encryption type KMS'",
      );
  const excluding = text(inputs.imageTagMutability)?.endsWith("_WITH_EXCLUSION") === true;
  if (excluding === isAbsent(inputs.imageTagMutabilityExclusionFilters))
    throw invalid(
      "Invalid parameter at 'imageTagMutabilityExclusionFilters' failed to satisfy constraint: 'Exclusion filters and a mutability with exclusion go together'",
    );
}

const lifecyclePolicy = dataType(LIFECYCLE_POLICY, {
  create(call, inputs) {
    refuseLifecycle(inputs);
    return { id: newId(LIFECYCLE_POLICY, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refuseLifecycle(news);
    return {};
  },
});

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
function refuseLifecycle(inputs: Properties): void {
  const invalid = (message: string) =>
    refuse(
      "PutLifecyclePolicy",
      `ECR Lifecycle Policy (${shown(inputs.repository)})`,
      "InvalidParameterException",
      `Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: ${message}'`,
    );
  const document = parseJson(text(inputs.policy) ?? "");
  const rules = isObject(document) ? objects(document.rules) : [];
  if (rules.length === 0) throw invalid('object has missing required properties (["rules"])');
  const priorities = rules.map(({ rulePriority }) => Number(rulePriority));
  if (new Set(priorities).size < priorities.length) throw invalid("rulePriority must be unique");
  const statuses = rules.map(({ selection }) => (isObject(selection) ? selection.tagStatus : undefined));
  const any = priorities[statuses.indexOf("any")];
  if (any !== undefined && any < Math.max(...priorities))
    throw invalid("a rule with tagStatus any must have the highest rulePriority");
  for (const status of ["any", "untagged"])
    if (statuses.filter((one) => one === status).length > 1)
      throw invalid(`only one rule may have tagStatus ${status}`);
  for (const { selection } of rules) refuseSelection(isObject(selection) ? selection : {}, invalid);
}

function refuseSelection(selection: Properties, invalid: (message: string) => AwsError): void {
  const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = selection;
  const lists = [tagPrefixList, tagPatternList].filter((list) => texts(list).length > 0);
  if (tagStatus === "tagged" && lists.length !== 1)
    throw invalid("a rule with tagStatus tagged needs either tagPrefixList or tagPatternList");
  if (tagStatus !== "tagged" && lists.length > 0) throw invalid("tag lists are for tagStatus tagged only");
  if (text(countType)?.startsWith("since") && countUnit === undefined)
    throw invalid(`countType ${shown(countType)} needs a countUnit`);
  if (!(Number(countNumber) >= 1)) throw invalid("countNumber must be at least 1");
}

export const ecrTypes: readonly ResourceType[] = [repository, lifecyclePolicy];
