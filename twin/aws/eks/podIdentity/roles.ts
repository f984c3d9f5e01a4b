import { findRole, missingTrustIn, roleAllows } from "../../iam/grants";
import type { Call } from "../../resourceType";
import type { EksOperation } from "../context";

/** Refuses a role that pods could not get by Pod Identity. */
export function checkPodRole(call: Call, roleArn: string, operation: EksOperation): void {
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

/**
 * Refuses a target role that the association's own role can't go on to: one of this account that is not there, or that does not
 * trust it. What is in another account nobody sees here.
 */
export function checkTargetRole(call: Call, roleArn: string, targetRoleArn: string, operation: EksOperation): void {
  if (targetRoleArn.split(":")[4] !== call.account.id) return;
  if (!findRole(call.account, targetRoleArn)) {
    throw operation.invalid(`Target role provided in the request does not exist: ${targetRoleArn}`);
  }
  const missing = missingTrustIn(call.account, targetRoleArn, roleArn);
  if (missing.length === 0) return;
  throw operation.invalid(`Trust policy of the target role is invalid: ${roleArn} needs ${missing.join(" and ")}`);
}
