import type { Properties } from "../provider/values";
import type { Account, StoredResource } from "./account";
import { AwsError } from "./error";
import { newId } from "./generic";
import { allowsAction, MalformedDocument, parseDocument, trusts } from "./iam/documents";
import { shown, text } from "./read";
import type { Call, ResourceType } from "./resourceType";

export const KMS_KEY = "aws:kms/key:Key";
/** Keys that wait for their deletion: no resource of any program. */
export const PENDING_KEY = "kms:pendingDeletion";

/** Days a key waits for its deletion when the program doesn't say. */
const DELETION_WINDOW = 30;

function refuse(operation: string, resource: string, code: string, message: string): AwsError {
  return new AwsError("KMS", operation, resource, code, message);
}

function isPendingDeletion(key: StoredResource): boolean {
  return key.type === PENDING_KEY;
}

/**
 * The key that an id or an ARN names, keys that wait for their deletion included.
 * @param reference `1234abcd-…` or `arn:aws:kms:…:key/1234abcd-…`
 */
export function findKey(account: Account, reference: string): StoredResource | undefined {
  return [...account.list(KMS_KEY), ...account.list(PENDING_KEY)].find(
    ({ id, outputs }) => id === reference || outputs.arn === reference,
  );
}

/** Whether the key can encrypt and decrypt now. */
export function isUsableKey(key: StoredResource): boolean {
  return !isPendingDeletion(key) && key.outputs.isEnabled !== false;
}

function refusePolicy(call: Call, operation: string, resource: string, inputs: Properties): void {
  const json = text(inputs.policy);
  if (json === undefined) return;
  let document;
  try {
    document = parseDocument(json, "resource");
  } catch (error) {
    if (error instanceof MalformedDocument)
      throw refuse(operation, resource, "MalformedPolicyDocumentException", error.message);
    throw error;
  }
  const root = `arn:aws:iam::${call.account.id}:root`;
  const changeable =
    [root, call.account.id, call.callerArn].some((principal) =>
      trusts(document, "AWS", principal, "kms:PutKeyPolicy"),
    ) && allowsAction(document, "kms:PutKeyPolicy");
  if (!changeable && inputs.bypassPolicyLockoutSafetyCheck !== true)
    throw refuse(
      operation,
      resource,
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
}

function defaultPolicy(call: Call): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${call.account.id}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

const key: ResourceType = {
  type: KMS_KEY,
  create(call, inputs) {
    refusePolicy(call, "CreateKey", "KMS Key", inputs);
    if (inputs.enableKeyRotation === true && inputs.customerMasterKeySpec !== "SYMMETRIC_DEFAULT")
      throw refuse(
        "EnableKeyRotation",
        "KMS Key",
        "UnsupportedOperationException",
        "You cannot enable key rotation on this kind of KMS key.",
      );
    const id = newId(KMS_KEY, call, inputs);
    return {
      id: inputs.multiRegion === true ? `mrk-${id.replaceAll("-", "")}` : id,
      outputs: { policy: inputs.policy ?? defaultPolicy(call) },
    };
  },
  update(call, current, news, changed) {
    const resource = `KMS Key (${current.id})`;
    if (changed.includes("enableKeyRotation") && news.isEnabled === false && !changed.includes("isEnabled"))
      throw refuse("EnableKeyRotation", resource, "DisabledException", `${shown(current.outputs.arn)} is disabled.`);
    if (changed.includes("policy")) refusePolicy(call, "PutKeyPolicy", resource, news);
    return {};
  },
  delete(call, current) {
    scheduleDeletion(call.account, current);
  },
};

/** A key is never deleted at once: what it encrypted could still be saved. It stays in the account until its window is over. */
function scheduleDeletion(account: Account, { id, inputs, outputs }: StoredResource): void {
  const days = Number(outputs.deletionWindowInDays ?? DELETION_WINDOW);
  const deletionDate = new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
  account.put({ type: PENDING_KEY, id, inputs, outputs: { ...outputs, deletionDate }, hidden: true });
}

export const kmsTypes: readonly ResourceType[] = [key];
