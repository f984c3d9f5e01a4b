import type { Host } from "../provider/resourceProvider";
import type { Operation, StoredResource } from "./account";
import { AwsError } from "./error";
import { callOf, deleteResource, type Simulation } from "./provider";

/**
 * Puts right what operations have left that a process began which was killed: a creation is taken back, a deletion is finished, as AWS would finish it,
 * and an update is left to be made again. Then everything outside of the account that stands for resources in it, nodes for instance, is brought in line.
 */
export async function recover(simulation: Simulation, host: Host): Promise<void> {
  const { account, types } = simulation;
  const interrupted = [...account.operations];
  const [first] = interrupted;
  if (!first) return;
  for (const [id, { kind }] of interrupted) if (kind === "create") account.undo(id);
  for (const [, operation] of interrupted) if (operation.kind === "delete") await finish(simulation, host, operation);
  for (const type of types.values()) await type.repair?.(callOf(simulation, host, first[1]));
  for (const [id] of interrupted) account.complete(id);
}

async function finish(simulation: Simulation, host: Host, operation: Operation): Promise<void> {
  const type = simulation.types.get(operation.type);
  const current: StoredResource | undefined = simulation.account.get(operation.type, operation.id ?? "");
  if (!type || !current) return;
  try {
    await deleteResource(callOf(simulation, host, operation), type, current);
  } catch (error) {
    // Refused: the resource stays, and whoever wants it gone is told when they ask again.
    if (!(error instanceof AwsError)) throw error;
  }
}
