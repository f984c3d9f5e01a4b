import { roleAllows } from "../../iam/grants";
import type { Call } from "../../resourceType";

/** What a node calls AWS with before it can run anything. */
const POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"];

/**
 * What a role lacks for its instances to become nodes.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
export function nodeRoleObstacle(call: Call, roleArn: string): string | undefined {
  const grant = roleAllows(call.account, roleArn, { service: "ec2.amazonaws.com", managedPolicies: POLICIES });
  if (grant.allowed) return undefined;
  return {
    missing: `the role ${roleArn} does not exist`,
    trust: `EC2 can't take the role ${roleArn}: its trust policy does not name ec2.amazonaws.com`,
    policies: `the role ${roleArn} may not do what nodes do: attach ${grant.missing.join(" and ")}`,
  }[grant.reason];
}
