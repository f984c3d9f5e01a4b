import type { NodeKubelet } from "./kubelet.spec";

/** A part of AL2023's user data, in the form of the input `nodeadmExtraOptions` of `eks.NodeGroupV2`. */
export interface UserDataPart {
  readonly contentType: string;
  readonly content: string;
}

/**
 * The kubelet's settings for nodeadm, which sets AL2023 nodes up. It merges the configurations that it finds; the cluster
 * comes from EKS, or for self-managed nodes from `eks.NodeGroupV2`. It reads JSON as well as YAML.
 *
 * @see https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/
 * @see https://github.com/awslabs/amazon-eks-ami/blob/81c6bde7f354b24b2ef957a04ac6e218d55d06bd/nodeadm/internal/api/bridge/decode.go
 */
export function nodeConfig(kubelet: NodeKubelet): UserDataPart {
  const config = { apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec: { kubelet: { config: kubelet } } };
  return { contentType: "application/node.eks.aws", content: JSON.stringify(config, undefined, 2) };
}

/**
 * The same as the whole user data of a launch template, base64: a MIME document, because EKS adds a part of its own.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 */
export function nodeadmUserData(kubelet: NodeKubelet): string {
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
