import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { imageFamily } from "../../../capacity/images";
import type { NodeContext } from "./nodes";

/** What launch templates of managed and self-managed nodes have in common. */

/** IMDSv2, for the node alone: a pod is one hop further away, and so can't take on the node's role. */
export const metadataOptions: aws.types.input.ec2.LaunchTemplateMetadataOptions = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
};

/**
 * Tags of all that an instance is launched with: the provider's default tags reach the template itself and nothing of this, nor do those of a managed group or of an Auto
 * Scaling group reach more than instances.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
export const tagSpecifications = (
  name: string,
  { clusterName, tags }: Pick<NodeContext, "clusterName" | "tags">,
): aws.types.input.ec2.LaunchTemplateTagSpecification[] =>
  ["instance", "volume", "network-interface"].map((resourceType) => ({
    resourceType,
    tags: { ...tags, Name: pulumi.interpolate`${clusterName}-${name}` },
  }));

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
