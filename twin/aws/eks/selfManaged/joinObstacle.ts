import type { StoredResource } from "../../account";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { entryId, parseAccessEntry } from "../access/entries";
import { ACCESS_ENTRY } from "../context";
import { endpointObstacle } from "../node/endpointObstacle";
import { nodeRoleObstacle } from "../node/role";
import type { NodeUserData } from "../node/userData";

/** What an instance comes with when it asks to be a node. */
export interface Candidate {
  readonly cluster: StoredResource | undefined;
  readonly userData: NodeUserData;
  /** Of its instance profile. */
  readonly roleArn: string;
}

/**
 * Why an instance that somebody else than EKS started does not become a node.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html#worker-node-fail
 */
export function joinObstacle(call: Call, { cluster, userData, roleArn }: Candidate): string | undefined {
  if (!cluster) return `there is no cluster ${userData.clusterName}, which its user data names`;
  const endpoint = text(cluster.outputs.endpoint);
  if (userData.apiServerEndpoint !== endpoint) {
    return `its user data has ${userData.apiServerEndpoint ?? "no endpoint"} for the API server, which is at ${endpoint}`;
  }
  const lacking = endpointObstacle(cluster) ?? nodeRoleObstacle(call, roleArn);
  if (lacking !== undefined) return lacking;
  const entry = call.account.get(ACCESS_ENTRY, entryId({ clusterName: cluster.id, principalArn: roleArn }));
  if (!entry) return `its role ${roleArn} has no access entry of type EC2_LINUX: the API server does not know it`;
  const { type } = parseAccessEntry(entry.inputs);
  return type === "EC2_LINUX"
    ? undefined
    : `the access entry of its role ${roleArn} is of type ${type}: nodes need EC2_LINUX`;
}
