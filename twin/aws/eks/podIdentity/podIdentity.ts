import { randomInt } from "node:crypto";
import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { roleAllows } from "../../iam/grants";
import { arnOf, now } from "../../identifiers";
import type { Call } from "../../resourceType";
import type { EksOperation } from "../context";

const associationInputs = z.looseObject({
  clusterName: z.string(),
  namespace: z.string(),
  serviceAccount: z.string(),
  roleArn: z.string(),
  targetRoleArn: z.string().optional(),
  disableSessionTags: z.boolean().optional(),
  policy: z.string().optional(),
});

/** The inputs of a pod identity association as far as a rule or an effect reads them. */
export type PodIdentityInputs = z.infer<typeof associationInputs>;

export function parsePodIdentity(inputs: Properties): PodIdentityInputs {
  return associationInputs.parse(inputs);
}

export function checkPodIdentityRole(call: Call, roleArn: string, operation: EksOperation): void {
  if (roleArn.split(":")[4] !== call.account.id) {
    throw operation.invalid(
      `Role ${roleArn} must be in the cluster's account: name roles of other accounts as the target role`,
    );
  }
  const grant = roleAllows(call.account, roleArn, {
    service: "pods.eks.amazonaws.com",
    trustActions: ["sts:AssumeRole", "sts:TagSession"],
  });
  if (grant.allowed) return;
  throw operation.invalid(
    grant.reason === "missing"
      ? `Role provided in the request does not exist: ${roleArn}`
      : `Trust policy of the role is invalid: pods.eks.amazonaws.com needs ${grant.missing.join(" and ")}`,
  );
}

export function podIdentityAttributes(call: Call, { clusterName, targetRoleArn }: PodIdentityInputs) {
  const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  const id = `a-${Array.from({ length: 17 }, () => alphabet[randomInt(alphabet.length)]).join("")}`;
  return {
    associationId: id,
    associationArn: arnOf(call, "eks", `podidentityassociation/${clusterName}/${id}`),
    createdAt: now(),
    modifiedAt: now(),
    ...(targetRoleArn !== undefined && { externalId: `${call.account.id}/${id}` }),
  };
}
