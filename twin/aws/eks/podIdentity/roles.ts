import { roleAllows } from "../../iam/grants";
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
