import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { known } from "../../generic";
import type { Call, Created, ResourceType } from "../../resourceType";
import { applyBindings, removeBindings } from "./bindings";
import { entryId } from "./entries";
import { ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION, activeCluster, type EksContext, EksOperation } from "../context";

const associationInputs = z.looseObject({
  clusterName: z.string(),
  principalArn: z.string(),
  policyArn: z.string(),
  accessScope: z.discriminatedUnion("type", [
    z.looseObject({ type: z.literal("cluster") }),
    z.looseObject({ type: z.literal("namespace"), namespaces: z.array(z.string()) }),
  ]),
});

/**
 * Access policies of access entries. Associating a policy again overwrites its scope, and there is no second association to be left when one is
 * taken away: a replacement that creates first ends without access.
 */
export function accessPolicyAssociationType(context: EksContext): ResourceType {
  return {
    type: ACCESS_POLICY_ASSOCIATION,

    async create(call, inputs): Promise<Created> {
      const association = known(associationInputs, ACCESS_POLICY_ASSOCIATION, inputs);
      const { clusterName, principalArn, policyArn } = association;
      const id = `${clusterName}#${principalArn}#${policyArn}`;
      const operation = new EksOperation("AssociateAccessPolicy", `EKS Access Policy Association (${id})`);
      activeCluster(call, clusterName, operation);
      if (!call.account.get(ACCESS_ENTRY, entryId(association))) {
        throw operation.refuse(
          "ResourceNotFoundException",
          "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
        );
      }
      await grantAccess(context, call, id, inputs);
      const time = goTime(context.now());
      return { id, outputs: { associatedAt: time, modifiedAt: time } };
    },

    async delete(call, current) {
      await removeBindings(context.objects(call), current.id);
    },
  };
}

/** Makes the bindings of an association. */
export async function grantAccess(context: EksContext, call: Call, id: string, inputs: Properties): Promise<void> {
  const { principalArn, policyArn, accessScope } = associationInputs.parse(inputs);
  const missing = await applyBindings(context.objects(call), {
    id,
    user: principalArn,
    policy: policyArn.slice(policyArn.lastIndexOf("/") + 1),
    ...(accessScope.type === "namespace" && { namespaces: accessScope.namespaces }),
  });
  if (missing.length > 0) {
    call.warn(
      `no namespace matches ${missing.join(", ")} yet: EKS would grant access once there is one, the twin does at the next change of this association`,
    );
  }
}

/** As Go prints a time. */
function goTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}
