import { randomUUID } from "node:crypto";
import { nodesAtOnce } from "../../../../capacity/nodesAtOnce";
import type { StoredResource } from "../../account";
import { WaitError } from "../../error";
import type { Call } from "../../resourceType";
import type { Properties } from "../../../provider/values";
import { type EksContext, NODE_GROUP } from "../context";
import { type NodeGroupInputs, parseNodeGroupInputs } from "./inputs";
import { nodeGroupId, nodeGroupOperation } from "./plan";

/** The provider's time-out for an update. https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/eks/node_group.go */
const DEFAULT_TIMEOUT_SECONDS = 3600;

/**
 * Typical seconds of an update: the begin, the first new nodes, each batch of old ones (45 to drain, 60 that EKS waits then, 75 to end the instances), and
 * the surplus at the end. Reported and documented figures as of 2026-11-21; three nodes, one at a time, took 9 to 16 minutes.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 */
const BEGIN = 60;
const FIRST_NODES = 75;
const BATCH = 45 + 60 + 75;
const SURPLUS = 180;

/** EKS goes on with an update that the provider no longer waits for; nothing takes that time here, so it is noted when the update would end. */
const UPDATING_UNTIL = "__updatingUntil";

/** Fails as the provider does when the update of so many nodes takes longer than its time-out. The group has its new nodes all the same. */
export function refuseToWait(
  context: EksContext,
  call: Call,
  { id }: StoredResource,
  news: Properties,
  nodes: number,
): void {
  const group = parseNodeGroupInputs(news);
  const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = call;
  const batches = Math.ceil(nodes / nodesAtOnce(group.updateConfig, nodes));
  const seconds = BEGIN + FIRST_NODES + batches * BATCH + SURPLUS;
  const stored = call.account.get(NODE_GROUP, id);
  if (seconds <= timeoutSeconds || !stored) return;
  const { version, releaseVersion, launchTemplate } = news;
  const image = { version, releaseVersion, launchTemplate };
  const until = context.now().getTime() + (seconds - timeoutSeconds) * 1000;
  call.account.put({
    ...stored,
    inputs: { ...stored.inputs, ...image },
    outputs: { ...stored.outputs, ...image, [UPDATING_UNTIL]: until },
  });
  throw new WaitError(
    `EKS Node Group (${nodeGroupId(group)}) version update (${randomUUID()})`,
    `timeout while waiting for state to become 'Successful' (last state: 'InProgress', timeout: ${timeoutSeconds / 60}m0s)`,
  );
}

/** Refuses a change while an earlier one goes on. */
export function refuseWhileUpdating(context: EksContext, { outputs }: StoredResource, group: NodeGroupInputs): void {
  const until = outputs[UPDATING_UNTIL];
  if (typeof until !== "number" || context.now().getTime() >= until) return;
  throw nodeGroupOperation("UpdateNodegroupConfig", group).refuse(
    "ResourceInUseException",
    "Nodegroup cannot be updated as it is currently not in Active State",
  );
}
