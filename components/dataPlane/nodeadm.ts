import { stringify } from "yaml";
import type { KubeletSettings } from "./kubelet";

/** A part of AL2023's user data, in the form of the input `nodeadmExtraOptions` of `eks.NodeGroupV2`. */
export interface UserDataPart {
  readonly contentType: string;
  readonly content: string;
}

/**
 * The kubelet's settings for nodeadm, which sets AL2023 nodes up. It merges the configurations that it finds; the cluster
 * comes from EKS, or for self-managed nodes from `eks.NodeGroupV2`.
 *
 * @see https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/
 */
export function nodeConfig(kubelet: KubeletSettings): UserDataPart {
  const config = { apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec: { kubelet: { config: kubelet } } };
  return { contentType: "application/node.eks.aws", content: `---\n${stringify(config)}` };
}

/**
 * The same as the whole user data of a launch template, base64: a MIME document, because EKS adds a part of its own.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 */
export function nodeadmUserData(kubelet: KubeletSettings): string {
  const { contentType, content } = nodeConfig(kubelet);
  const lines = [
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="BOUNDARY"',
    "",
    "--BOUNDARY",
    `Content-Type: ${contentType}`,
    "",
    content,
    "--BOUNDARY--",
    "",
  ];
  return Buffer.from(lines.join("\n")).toString("base64");
}
