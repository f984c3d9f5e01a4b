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

/** Access entries: which IAM principals the API server knows. */
export function accessEntryType(context: EksContext): ResourceType {
  return {
    type: ACCESS_ENTRY,

    async create(call, inputs): Promise<Created> {
      const entry = parseAccessEntry(inputs);
      const id = entryId(entry);
      const operation = new EksOperation("CreateAccessEntry", `EKS Access Entry (${id})`);
      activeCluster(call, entry.clusterName, operation);
      if (isAbsent(call, entry.principalArn))
        throw operation.invalid("The specified principalArn is invalid: invalid principal.");
      const outputs = entryAttributes(call, entry);
      // Stored here already: the identities are those of all entries in the account.
      call.account.put({ type: ACCESS_ENTRY, id, inputs, outputs });
      writeIdentities(call, entry.clusterName);
      if (entry.type === "EC2_LINUX") await joinStrangers(context, call, entry.clusterName);
      return { id, outputs };
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

/** Whether it is said to be of this account, and is not. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateAccessEntry.html */
function isAbsent({ account, principals }: Call, arn: string): boolean {
  if (!principals || arn.split(":")[4] !== account.id || principals.includes(arn)) return false;
  return !account.list(ROLE).some(({ outputs }) => outputs.arn === arn);
}
