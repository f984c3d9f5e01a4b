import { z } from "zod";
import { formatCidr, isPrivate, networkOfCidr, parseCidr } from "../../capacity/cidr";

/** Kinds of value that several sections share. Messages complete "is <given>; ...". */

export function wholeNumber(from: number, to: number, unit = "") {
  const error = `must be a whole number from ${from} to ${to}${unit && ` ${unit}`}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
}

/** A name that Kubernetes, AWS and Pulumi all take. */
export const lowerCaseName = (longest: number) =>
  z.string().regex(new RegExp(`^[a-z](?:[a-z0-9-]{0,${longest - 2}}[a-z0-9])?$`), {
    error: `must begin with a letter and have at most ${longest} lower-case letters, digits and hyphens`,
  });

/** An IPv4 range in CIDR notation that begins at its own network address. */
export const ipv4Range = (example: string) =>
  z.string().superRefine((text, context) => {
    if (parseCidr(text)) return;
    const network = networkOfCidr(text);
    context.addIssue(
      network
        ? `must begin at its network address: ${formatCidr(network)}`
        : `must be an IPv4 range, for example ${example}`,
    );
  });

/** An IPv4 range for private use, of a size between two prefix lengths. */
export const privateRange = (largest: number, smallest: number, example: string) =>
  ipv4Range(example).superRefine((text, context) => {
    const cidr = parseCidr(text);
    if (!cidr) return;
    if (cidr.prefixLength < largest || cidr.prefixLength > smallest) {
      context.addIssue(`must be a range from /${largest} to /${smallest}, for example ${example}`);
    } else if (!isPrivate(cidr)) {
      context.addIssue("must lie within the private ranges 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
    }
  });

/** Days that CloudWatch Logs can keep logs. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const logRetentionDays = z.literal([
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]);

/** Of the snapshot class of this name, which is made where snapshot-controller is pinned. */
export const snapshotDeletionPolicy = (snapshotClass: string) =>
  z
    .enum(["Delete", "Retain"])
    .default("Delete")
    .meta({
      description: `What becomes of an EBS snapshot when its VolumeSnapshot is deleted, by the snapshot class ${snapshotClass} that is made where snapshot-controller is pinned. Delete, as for volumes: what rotates snapshots counts on it. Retain leaves it in the account, at 0.05 USD a month for each GiB, until somebody deletes it there. https://kubernetes.io/docs/concepts/storage/volume-snapshot-classes/#deletionpolicy`,
    });

export const accountId = z
  .string({
    error: (issue) => (typeof issue.input === "number" ? "must be in quotes: a number drops leading zeros" : undefined),
  })
  .regex(/^\d{12}$/, { error: "must be the 12 digits of an AWS account" });

export const regionName = z
  .string()
  .regex(
    /^(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:central|north|south|east|west|northeast|northwest|southeast|southwest)-\d$/,
    { error: "must be an AWS region, for example eu-west-1" },
  );

export const kmsKeyArn = z
  .string()
  .regex(
    /^arn:aws(?:-cn|-us-gov)?:kms:[a-z0-9-]+:\d{12}:key\/(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    {
      error: "must be the ARN of a KMS key: arn:aws:kms:<region>:<account>:key/<id>",
    },
  );

/** `arn:<partition>:iam::<account>:role/<path and name>` */
const roleArnPattern = /^arn:aws(?:-cn|-us-gov)?:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/;

export const roleArn = z.string().regex(roleArnPattern, {
  error: (issue) =>
    String(issue.input).includes(":assumed-role/")
      ? "must be the role, not one of its sessions: arn:aws:iam::<account>:role/<name>"
      : "must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>",
});
