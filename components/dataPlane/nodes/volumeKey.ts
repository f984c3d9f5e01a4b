import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { partitionOf, type Place } from "../../iam/partition";
import type { NodeSettings } from "./spec";

/** Roles of AWS that launch instances, each made once in an account: with the first group, and with the first spot instance. */
const launchers = {
  "auto-scaling": "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
  spot: "spot.amazonaws.com/AWSServiceRoleForEC2Spot",
} as const;

/**
 * Lets Auto Scaling, and EC2 Spot if there are spot nodes, use a KMS key for volumes: without it instances end while they start.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
 */
export function volumeKeyGrants(
  name: string,
  keyId: string,
  { region, accountId }: Place,
  groups: readonly Pick<NodeSettings, "capacityType">[],
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const hasSpot = groups.some(({ capacityType }) => capacityType === "spot");
  return (["auto-scaling", ...(hasSpot ? (["spot"] as const) : [])] as const).map(
    (launcher) =>
      new aws.kms.Grant(
        `${name}-volumes-${launcher}`,
        {
          keyId,
          granteePrincipal: `arn:${partitionOf(region)}:iam::${accountId}:role/aws-service-role/${launchers[launcher]}`,
          operations: [
            "Encrypt",
            "Decrypt",
            "ReEncryptFrom",
            "ReEncryptTo",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "DescribeKey",
            "CreateGrant",
          ],
        },
        { parent },
      ),
  );
}
