import type * as aws from "@pulumi/aws";
import { imageFamily } from "../../../capacity/images";
import type { NodeContext } from "./nodes";
import type { NodeSettings } from "./spec";

/** What launch templates of managed and self-managed nodes have in common. */

/** IMDSv2, for the node alone: a pod is one hop further away, and so can't take on the node's role. */
export const metadataOptions: aws.types.input.ec2.LaunchTemplateMetadataOptions = {
  httpEndpoint: "enabled",
  httpTokens: "required",
  httpPutResponseHopLimit: 1,
};

/**
 * Tags of all that an instance is launched with: the provider's default tags reach the template itself and nothing of
 * this, nor do those of a managed group or of an Auto Scaling group reach more than instances.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
export const tagSpecifications = (
  name: string,
  { clusterName, tags }: Pick<NodeContext, "clusterName" | "tags">,
): aws.types.input.ec2.LaunchTemplateTagSpecification[] =>
  ["instance", "volume", "network-interface"].map((resourceType) => ({
    resourceType,
    tags: { ...tags, Name: `${clusterName}-${name}` },
  }));

/** Of instances that nobody else tags so: the EBS CSI driver may attach volumes to those with its cluster's tag. EKS tags those of managed groups. */
export const ownTags = ({ clusterName, tags }: Pick<NodeContext, "clusterName" | "tags">): Record<string, string> => ({
  ...tags,
  "ebs.csi.aws.com/cluster-name": clusterName,
});

/** Encrypted gp3 volumes. Bottlerocket has its system on one of its own; images, logs and pods are on the other. */
export function volumesOf({
  amiType,
  diskSizeGiB,
  ebsKmsKeyArn,
}: Pick<NodeSettings, "diskSizeGiB"> & Pick<NodeContext, "ebsKmsKeyArn"> & { readonly amiType: string }) {
  const key = ebsKmsKeyArn === undefined ? {} : { kmsKeyId: ebsKmsKeyArn };
  const ebs = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true", ...key };
  const disk = { ...ebs, volumeSize: diskSizeGiB };
  const volumes: aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[] =
    imageFamily(amiType) === "al2023"
      ? [{ deviceName: "/dev/xvda", ebs: disk }]
      : [
          { deviceName: "/dev/xvdb", ebs: disk },
          { deviceName: "/dev/xvda", ebs },
        ];
  return volumes;
}
