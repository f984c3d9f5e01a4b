import type * as pulumi from "@pulumi/pulumi";
import type { ImageFamily } from "../../../capacity/images";
import { imageParameter } from "../../dataPlane/nodes/image";
import { metadataOptions, ownTags } from "../../dataPlane/nodes/launchTemplate";
import type { NodeVersions } from "../../dataPlane/nodes/spec";
import type { AddonArgs } from "../addonArgs";
import type { NodePoolSettings } from "./nodePool.spec";

interface NodeClassArgs extends Pick<AddonArgs, "tags" | "ebsKmsKeyArn"> {
  readonly clusterName: string;
  readonly nodes: NodeVersions;
  readonly nodeSecurityGroupId: pulumi.Input<string>;
  readonly instanceProfileName: pulumi.Input<string>;
}

/** How a pool's nodes start, as the kind EC2NodeClass of `karpenter.k8s.aws/v1` takes it. */
export const nodeClassSpec = (pool: NodePoolSettings, args: NodeClassArgs) => ({
  amiFamily: { al2023: "AL2023", bottlerocket: "Bottlerocket" }[pool.amiFamily],
  amiSelectorTerms: imageParameters(pool, args.nodes).map((ssmParameter) => ({ ssmParameter })),
  instanceProfile: args.instanceProfileName,
  subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": args.clusterName } }],
  securityGroupSelectorTerms: [{ id: args.nodeSecurityGroupId }],
  associatePublicIPAddress: false,
  blockDeviceMappings: volumesOf(pool, args.ebsKmsKeyArn),
  metadataOptions,
  tags: ownTags(args),
  ...(pool.maxPods !== undefined && { kubelet: { maxPods: pool.maxPods } }),
});

const imageTypes = {
  al2023: { amd64: "AL2023_x86_64_STANDARD", arm64: "AL2023_ARM_64_STANDARD" },
  bottlerocket: { amd64: "BOTTLEROCKET_x86_64", arm64: "BOTTLEROCKET_ARM_64" },
} as const satisfies Record<ImageFamily, object>;

/**
 * Parameters with the images of a pool, of the nodes' own Kubernetes minor. An alias like `al2023@v20260930` means the control
 * plane's: an upgrade of that would replace every node at once.
 */
const imageParameters = (
  { amiFamily, architectures }: NodePoolSettings,
  { kubernetes, [amiFamily]: release = "" }: NodeVersions,
): string[] => architectures.map((arch) => imageParameter(imageTypes[amiFamily][arch], kubernetes, release));

/** Bottlerocket has its system on a volume of its own. */
function volumesOf({ amiFamily, diskSizeGiB }: NodePoolSettings, kmsKeyID: string | undefined) {
  const ebs = {
    volumeType: "gp3",
    encrypted: true,
    deleteOnTermination: true,
    ...(kmsKeyID !== undefined && { kmsKeyID }),
  };
  const disk = { ...ebs, volumeSize: `${diskSizeGiB}Gi` };
  return amiFamily === "al2023"
    ? [{ deviceName: "/dev/xvda", ebs: disk }]
    : [
        { deviceName: "/dev/xvda", ebs: { ...ebs, volumeSize: "4Gi" } },
        { deviceName: "/dev/xvdb", ebs: disk },
      ];
}
