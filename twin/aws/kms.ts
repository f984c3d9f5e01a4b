import type { StoredResource } from "./account";
import { dataType } from "./generic";
import { randomHex } from "./identifiers";
import type { InstanceTemplate } from "./launchData";
import { shown, text, texts } from "./read";
import type { Call } from "./resourceType";

export const KEY = "aws:kms/key:Key";
const KMS_GRANT = "aws:kms/grant:Grant";
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

/** What a launch does with the key of a volume. */
const OPERATIONS = [
  "Encrypt",
  "Decrypt",
  "ReEncryptFrom",
  "ReEncryptTo",
  "GenerateDataKeyWithoutPlaintext",
  "DescribeKey",
  "CreateGrant",
];

/** Roles of AWS itself launch instances. */
const LAUNCHERS = { "Auto Scaling": "AWSServiceRoleForAutoScaling", "EC2 Spot": "AWSServiceRoleForEC2Spot" } as const;

/**
 * Why instances end while they start: whoever launches them has no grant for a key of their volumes. Key policies, which could allow it too, are not simulated.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-instancelaunchfailure.html
 */
export function volumeKeyObstacle({ account }: Call, template: InstanceTemplate, isSpot: boolean): string | undefined {
  const keys = template.blockDeviceMappings.flatMap(({ ebs }) => ebs.kmsKeyId ?? []);
  for (const keyId of new Set(keys)) {
    for (const launcher of ["Auto Scaling", ...(isSpot ? (["EC2 Spot"] as const) : [])] as const) {
      const granted = account
        .list(KMS_GRANT)
        .filter(({ inputs }) => inputs.keyId === keyId && text(inputs.granteePrincipal)?.endsWith(LAUNCHERS[launcher]))
        .flatMap(({ inputs }) => texts(inputs.operations));
      const missing = OPERATIONS.filter((operation) => !granted.includes(operation));
      if (missing.length > 0)
        return `Client.InternalError: Client error on launch. (${launcher} has no grant for the key ${keyId}: ${missing.join(", ")})`;
    }
  }
  return undefined;
}

/** For roles of AWS itself, which are not among the account's resources. */
export const kmsGrant = dataType(KMS_GRANT, {
  create(_call, { keyId }) {
    const grantId = randomHex(64);
    return { id: `${shown(keyId)}:${grantId}`, outputs: { grantId, grantToken: randomHex(64) } };
  },
});

export const kmsKey = dataType(KEY, { delete: (call, current) => call.account.put(pendingKey(current)) });
