import { isObject, type Properties } from "../../provider/values";
import { parseJson } from "../check";
import { AwsError } from "../error";
import { dataType, newId } from "../generic";
import { randomHex } from "../identifiers";
import { KEY, PENDING_KEY } from "../kms";
import { isAbsent } from "../paths";
import { objects, shown, text, texts } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { refuse } from "./refuse";

const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE_POLICY = "aws:ecr/lifecyclePolicy:LifecyclePolicy";
const PUBLIC_REPOSITORY = "aws:ecrpublic/repository:Repository";
const REPOSITORY_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy";

const repository = dataType(REPOSITORY, {
  create(call, inputs) {
    refuseRepository("CreateRepository", inputs);
    refuseKey(call, inputs);
    return { id: newId(REPOSITORY, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refuseRepository("PutImageTagMutability", news);
    return {};
  },
  delete({ pushedImages }, { id, inputs }) {
    if (!pushedImages || inputs.forceDelete === true) return;
    throw refuse("DeleteRepository", `ECR Repository (${id})`, "RepositoryNotEmptyException", notEmpty(id));
  },
});

const notEmpty = (name: string) =>
  `The repository with name '${name}' cannot be deleted because it still contains images`;

/** A key that is not of the program may be there all the same. */
function refuseKey({ account, region }: Call, inputs: Properties): void {
  const invalid = (message: string) =>
    refuse("CreateRepository", `ECR Repository (${shown(inputs.name)})`, "KmsException", message);
  for (const kmsKey of objects(inputs.encryptionConfigurations).flatMap(({ kmsKey: key }) => text(key) ?? [])) {
    const isKey = ({ outputs }: { outputs: Properties }) => outputs.arn === kmsKey;
    if (kmsKey.startsWith("arn:") && kmsKey.split(":")[3] !== region)
      throw invalid(`The key ${kmsKey} is not in the region ${region}`);
    if (account.list(PENDING_KEY).some(isKey)) throw invalid(`${kmsKey} is pending deletion.`);
    if (account.list(KEY).find(isKey)?.outputs.isEnabled === false) throw invalid(`${kmsKey} is disabled.`);
  }
}

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

const repositoryPolicy = dataType(REPOSITORY_POLICY, {
  create(call, inputs) {
    refusePolicy(inputs);
    return { id: newId(REPOSITORY_POLICY, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refusePolicy(news);
    return {};
  },
});

/** A policy of a repository says who may do what, and nothing of which repository. */
function refusePolicy(inputs: Properties): void {
  const document = parseJson(text(inputs.policy) ?? "");
  const statements = isObject(document) ? objects(document.Statement) : [];
  const isSound = ({ Effect, Principal, Action }: Properties) =>
    (Effect === "Allow" || Effect === "Deny") &&
    !isAbsent(Principal) &&
    [Action].flat().every((action) => text(action)?.startsWith("ecr:"));
  if (statements.length > 0 && statements.every(isSound)) return;
  throw refuse(
    "SetRepositoryPolicy",
    `ECR Repository Policy (${shown(inputs.repository)})`,
    "InvalidParameterException",
    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
  );
}

const publicRepository = dataType(PUBLIC_REPOSITORY, {
  create(call, inputs) {
    const resource = `ECR Public Repository (${shown(inputs.repositoryName)})`;
    if (call.region !== "us-east-1")
      throw new AwsError(
        "ECR PUBLIC",
        "CreateRepository",
        resource,
        "UnsupportedCommandException",
        `The action isn't supported in the region ${call.region}: public repositories are in us-east-1`,
      );
    const alias = randomHex(8);
    return {
      id: newId(PUBLIC_REPOSITORY, call, inputs),
      outputs: { repositoryUri: `public.ecr.aws/${alias}/${shown(inputs.repositoryName)}` },
    };
  },
  delete({ pushedImages }, { id, inputs }) {
    if (!pushedImages || inputs.forceDestroy === true) return;
    const resource = `ECR Public Repository (${id})`;
    throw new AwsError("ECR PUBLIC", "DeleteRepository", resource, "RepositoryNotEmptyException", notEmpty(id));
  },
});

/** Repositories, and what belongs to one. */
export const repositoryTypes: readonly ResourceType[] = [
  repository,
  lifecyclePolicy,
  repositoryPolicy,
  publicRepository,
];
