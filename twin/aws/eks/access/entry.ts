import type { StoredResource } from "../../account";
import type { Call, Created, ResourceType } from "../../resourceType";
import { type AccessEntryInputs, entryAttributes, entryId, parseAccessEntry, writeIdentities } from "./entries";
import { ROLE } from "../../iam/types";
import { removeBindings } from "./bindings";
import {
  ACCESS_ENTRY,
  ACCESS_POLICY_ASSOCIATION,
  activeCluster,
  type EksContext,
  EksOperation,
  ofCluster,
} from "../context";
import { joinStrangers } from "../selfManaged/runner";
import { authenticationModeOf } from "../cluster/stored";

const RESERVED_PREFIXES = ["system:", "eks:", "aws:", "amazon:", "iam:"];

const PRINCIPAL = /^arn:aws[\w-]*:iam::\d{12}:(role|user)\/[\w+=,.@/-]+$/;

/** Access entries: which IAM principals the API server knows, and by which name and groups. */
export function accessEntryType(context: EksContext): ResourceType {
  return {
    type: ACCESS_ENTRY,

    async create(call, inputs): Promise<Created> {
      const entry = parseAccessEntry(inputs);
      checkEntry(call, entry, operationOn("CreateAccessEntry", entry));
      const id = entryId(entry);
      const outputs = entryAttributes(call, entry);
      // Stored here already: the identities are those of all entries in the account.
      call.account.put({ type: ACCESS_ENTRY, id, inputs, outputs });
      writeIdentities(call, entry.clusterName);
      if (entry.type === "EC2_LINUX") await joinStrangers(context, call, entry.clusterName);
      return { id, outputs };
    },

    update(call, current, news) {
      const entry = parseAccessEntry(news);
      checkNames(entry, operationOn("UpdateAccessEntry", entry));
      const { kubernetesGroups, modifiedAt, userName } = entryAttributes(call, entry);
      const outputs = { ...current.outputs, kubernetesGroups, modifiedAt, userName };
      call.account.put({ ...current, inputs: news, outputs });
      writeIdentities(call, entry.clusterName);
      return { kubernetesGroups, modifiedAt, userName };
    },

    async delete(call, current) {
      const entry = parseAccessEntry(current.inputs);
      const associations = associationsOf(call, entry);
      for (const { id } of associations) call.account.remove(ACCESS_POLICY_ASSOCIATION, id);
      call.account.remove(ACCESS_ENTRY, current.id);
      writeIdentities(call, entry.clusterName);
      const objects = context.objects(call);
      for (const { id } of associations) await removeBindings(objects, id);
    },
  };
}

function associationsOf(call: Call, { clusterName, principalArn }: AccessEntryInputs): StoredResource[] {
  return ofCluster(call, ACCESS_POLICY_ASSOCIATION, clusterName).filter(
    ({ inputs }) => inputs["principalArn"] === principalArn,
  );
}

function operationOn(name: string, { clusterName, principalArn }: AccessEntryInputs): EksOperation {
  return new EksOperation(name, `EKS Access Entry (${clusterName}:${principalArn})`);
}

function checkEntry(call: Call, entry: AccessEntryInputs, operation: EksOperation): void {
  const cluster = activeCluster(call, entry.clusterName, operation);
  if (authenticationModeOf(cluster) === "CONFIG_MAP") {
    throw operation.refuse(
      "InvalidRequestException",
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  }
  if (
    !PRINCIPAL.test(entry.principalArn) ||
    isAbsent(call, entry.principalArn) ||
    entry.principalArn.includes(":role/aws-service-role/")
  ) {
    throw operation.invalid("The specified principalArn is invalid: invalid principal.");
  }
  checkNames(entry, operation);
  if (entry.type !== "STANDARD") checkNodeEntry(call, entry, operation);
}

/** Whether it is said to be of this account, and is not. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html */
function isAbsent({ account, principals }: Call, arn: string): boolean {
  if (!principals || arn.split(":")[4] !== account.id || principals.includes(arn)) return false;
  return !account.list(ROLE).some(({ outputs }) => outputs.arn === arn);
}

function checkNodeEntry(call: Call, entry: AccessEntryInputs, operation: EksOperation): void {
  if (entry.kubernetesGroups?.length || entry.userName !== undefined) {
    throw operation.invalid(`The kubernetesGroups and username fields cannot be set for entries of type ${entry.type}`);
  }
  const [, , , , account, resource] = entry.principalArn.split(":");
  if (!resource?.startsWith("role/")) throw operation.invalid(`Entries of type ${entry.type} are for roles only`);
  if (account !== call.account.id) {
    throw operation.invalid(`The role of an entry of type ${entry.type} must be in the cluster's account`);
  }
}

function checkNames({ kubernetesGroups = [], userName }: AccessEntryInputs, operation: EksOperation): void {
  const isReserved = (name: string) => RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
  const group = kubernetesGroups.find(isReserved);
  if (group !== undefined)
    throw operation.invalid(`The kubernetes group name ${group} is invalid, it cannot start with system:`);
  if (userName === undefined) return;
  if (isReserved(userName)) throw operation.invalid(`The username ${userName} is invalid: its prefix is reserved`);
  const session = userName.indexOf("{{SessionName");
  if (session >= 0 && !userName.slice(0, session).includes(":")) {
    throw operation.invalid("The username must have a colon before {{SessionName}}");
  }
}
