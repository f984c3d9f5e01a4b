import { z } from "zod";
import type { Properties } from "../../../provider/values";
import type { StoredResource } from "../../account";
import type { Call, Created, ResourceType } from "../../resourceType";
import { ACCESS_POLICIES, applyBindings, removeBindings } from "./bindings";
import { entryId, kubernetesUser, parseAccessEntry } from "./entries";
import { ACCESS_ENTRY, ACCESS_POLICY_ASSOCIATION, activeCluster, type EksContext, EksOperation } from "../context";
import { authenticationModeOf } from "../cluster/stored";

const associationInputs = z.looseObject({
  clusterName: z.string(),
  principalArn: z.string(),
  policyArn: z.string(),
  accessScope: z.looseObject({ type: z.string(), namespaces: z.array(z.string()).optional() }),
});

type AssociationInputs = z.infer<typeof associationInputs>;

const POLICY_ARN = /^arn:aws[\w-]*:eks::aws:cluster-access-policy\/(\w+)$/;

/**
 * Access policies of access entries. Associating a policy again overwrites its scope, and there is no second association to be left when one is
 * taken away: a replacement that creates first ends without access.
 */
export function accessPolicyAssociationType(context: EksContext): ResourceType {
  return {
    type: ACCESS_POLICY_ASSOCIATION,

    async create(call, inputs): Promise<Created> {
      const association = associationInputs.parse(inputs);
      const operation = new EksOperation(
        "AssociateAccessPolicy",
        `EKS Access Policy Association (${associationId(association)})`,
      );
      const entry = checkAssociation(call, association, operation);
      await grantAccess(context, call, inputs, entry);
      const time = goTime(context.now());
      return { id: associationId(association), outputs: { associatedAt: time, modifiedAt: time } };
    },

    async delete(call, current) {
      await removeBindings(context.objects(call), current.id);
    },
  };
}

/** Makes the bindings of an association. */
export async function grantAccess(
  context: EksContext,
  call: Call,
  inputs: Properties,
  entry: StoredResource,
): Promise<void> {
  const association = associationInputs.parse(inputs);
  const { namespaces = [], type } = association.accessScope;
  const missing = await applyBindings(context.objects(call), {
    id: associationId(association),
    user: kubernetesUser(parseAccessEntry(entry.inputs)),
    policy: policyName(association),
    ...(type === "namespace" && { namespaces }),
  });
  if (missing.length > 0) {
    call.warn(
      `no namespace matches ${missing.join(", ")} yet: EKS would grant access once there is one, the twin does at the next change of this association`,
    );
  }
}

function associationId({ clusterName, principalArn, policyArn }: AssociationInputs): string {
  return `${clusterName}#${principalArn}#${policyArn}`;
}

function policyName({ policyArn }: AssociationInputs): string {
  return POLICY_ARN.exec(policyArn)?.[1] ?? "";
}

function checkAssociation(call: Call, association: AssociationInputs, operation: EksOperation): StoredResource {
  const cluster = activeCluster(call, association.clusterName, operation);
  if (authenticationModeOf(cluster) === "CONFIG_MAP") {
    throw operation.refuse(
      "InvalidRequestException",
      "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
    );
  }
  const entry = call.account.get(ACCESS_ENTRY, entryId(association));
  if (!entry) {
    throw operation.refuse(
      "ResourceNotFoundException",
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    );
  }
  const policy = policyName(association);
  if (!ACCESS_POLICIES.includes(policy)) {
    throw operation.invalid(
      `The policyArn parameter format is not valid or the policy does not exist: ${association.policyArn}`,
    );
  }
  const { type } = parseAccessEntry(entry.inputs);
  if (type !== "STANDARD" && !(type === "EC2" && policy === "AmazonEKSAutoNodePolicy")) {
    throw operation.refuse(
      "InvalidRequestException",
      `Access policies can't be associated with access entries of type ${type}`,
    );
  }
  const { type: scope, namespaces = [] } = association.accessScope;
  if (scope === "namespace" && namespaces.length === 0) {
    throw operation.invalid("The access scope of type namespace needs at least one namespace");
  }
  if (scope === "cluster" && namespaces.length > 0) {
    throw operation.invalid("Namespaces can't be specified with the access scope of type cluster");
  }
  return entry;
}

/** As Go prints a time. */
function goTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`;
}
