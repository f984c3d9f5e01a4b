import type { StoredResource } from "./account";
import { dataType } from "./generic";

const KMS_KEY = "aws:kms/key:Key";
/** Keys that wait for their deletion: no resource of any program. */
export const PENDING_KEY = "kms:pendingDeletion";

/** Days a key waits for its deletion when the program doesn't say. */
const DELETION_WINDOW = 30;

/** A key is never deleted at once: what it encrypted could still be saved. It stays in the account until its window is over. */
function pendingKey({ id, inputs, outputs }: StoredResource): StoredResource {
  const days = Number(outputs.deletionWindowInDays ?? DELETION_WINDOW);
  const deletionDate = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
  return { type: PENDING_KEY, id, inputs, outputs: { ...outputs, deletionDate }, hidden: true };
}

export const kmsKey = dataType(KMS_KEY, { delete: (call, current) => call.account.put(pendingKey(current)) });
