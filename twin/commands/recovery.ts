import { ApiServer } from "../apiServer/apiServer";
import type { SimulatedAws } from "../aws";
import { readCheckpoint } from "../engine/checkpoint";
import type { Pulumi } from "../engine/pulumi";
import { type PendingOperation, StateEdit } from "../engine/stateEdit";
import type { Environment } from "../environment";
import { settleObject } from "./objectRecovery";

export interface RecoveryOptions {
  readonly environment: Environment;
  readonly pulumi: Pulumi;
  readonly aws: SimulatedAws;
  /** Of the cluster's administrator; only asked for where there is a cluster. */
  readonly kubeconfig: () => string;
  readonly signal: AbortSignal;
}

/**
 * Puts right what a command has left that was killed, so that this one can carry on: first in the simulated account, then in the engine's state, which
 * is compared with the account and the cluster for each operation that the engine had begun and not completed. Nothing to do after any other command.
 */
export async function recover({ environment, pulumi, aws, kubeconfig, signal }: RecoveryOptions): Promise<void> {
  const pending = readCheckpoint(environment)?.pendingOperations ?? [];
  if (pending.length === 0 && aws.account.operations.size === 0) return;
  console.error("The last command was cut off: putting right what it has left half done.");
  await aws.recover({
    log: (severity, message) => (severity === "warning" ? console.error(message) : undefined),
    cancelled: signal,
  });
  if (pending.length === 0) return;
  const edit = new StateEdit(await pulumi.exportState());
  for (const operation of edit.takePending()) {
    const { type } = operation.resource;
    if (type.startsWith("aws:")) settleAws(aws, edit, operation);
    else if (type.startsWith("kubernetes:"))
      await withObjects(kubeconfig(), (objects) => settleObject(objects, edit, operation));
  }
  await pulumi.importState(edit.deployment);
}

async function withObjects(kubeconfig: string, work: (objects: ApiServer) => Promise<void>): Promise<void> {
  const objects = new ApiServer(kubeconfig);
  try {
    await work(objects);
  } finally {
    objects.close();
  }
}

/** The account knows what became of the operation, and the state is made to say the same. */
function settleAws(aws: SimulatedAws, edit: StateEdit, operation: PendingOperation): void {
  const { account } = aws;
  const { type, urn, id } = operation.resource;
  if (operation.type === "creating") {
    const created = account
      .all()
      .find((stored) => stored.type === type && stored.urn === urn && !edit.holds(type, stored.id));
    if (created) edit.adopt(operation.resource, aws.shown(created));
    return;
  }
  const stored = id === undefined ? undefined : account.get(type, id);
  if (operation.type === "deleting" && !stored) edit.drop(operation.resource);
  if (operation.type === "updating" && stored) edit.updateIfMade(operation.resource, aws.shown(stored));
}
