import { roleAllows } from "../../iam/grants";
import type { Call } from "../../resourceType";

/** What a node calls AWS for before it can run anything, and the managed policies of AWS that allow it. */
const NEEDS: readonly { readonly action: string; readonly policies: readonly string[] }[] = [
  { action: "ec2:DescribeInstances", policies: ["AmazonEKSWorkerNodePolicy"] },
  {
    action: "ecr:GetAuthorizationToken",
    policies: [
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonEC2ContainerRegistryPowerUser",
      "AmazonEC2ContainerRegistryFullAccess",
    ],
  },
];

/**
 * What a role lacks for its instances to become nodes.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
export function nodeRoleObstacle(call: Call, roleArn: string): string | undefined {
  const missing = NEEDS.find(
    ({ action, policies }) =>
      !policies.some(
        (policy) =>
          roleAllows(call.account, roleArn, {
            service: "ec2.amazonaws.com",
            managedPolicies: [policy],
            actions: [action],
          }).allowed,
      ),
  );
  if (!missing) return undefined;
  return `the role ${roleArn} may not call ${missing.action}: attach ${missing.policies[0]}`;
}
