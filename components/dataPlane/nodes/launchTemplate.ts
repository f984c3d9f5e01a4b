import type * as aws from "@pulumi/aws";
import { imageFamily } from "../../../capacity/images";

/** What launch templates of managed and self-managed nodes have in common. */

/** IMDSv2, for the node alone: a pod is one hop further away, and so can't take on the node's role. */
export const metadataOptions: aws.types.input.ec2.LaunchTemplateMetadataOptions = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
};

/** Encrypted gp3 volumes. Bottlerocket has its system on one of its own; images, logs and pods are on the other. */
export function volumesOf(
  amiType: string,
  diskSizeGiB: number,
): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[] {
  const ebs = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
  if (imageFamily(amiType) === "al2023") return [{ deviceName: "/dev/xvda", ebs: { ...ebs, volumeSize: diskSizeGiB } }];
  return [
    { deviceName: "/dev/xvdb", ebs: { ...ebs, volumeSize: diskSizeGiB } },
    { deviceName: "/dev/xvda", ebs },
  ];
}
