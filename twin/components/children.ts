import type * as pulumi from "@pulumi/pulumi";

/**
 * The SDK versions that pulumi-awsx 3.9.0 and pulumi-eks 4.3.0 are built with. Their children ask for a provider of that version where the
 * program passes none, so a program without explicit providers runs several default providers.
 */
export const sdkVersions = {
  awsx: { aws: "7.43.0" },
  eks: { aws: "7.25.0", kubernetes: "4.19.0" },
};

export interface ChildOptions {
  readonly parent: pulumi.Resource;
  readonly version: string;
}

export function awsxChild(parent: pulumi.Resource): ChildOptions {
  return { parent, version: sdkVersions.awsx.aws };
}

export function eksChild(parent: pulumi.Resource): ChildOptions {
  return { parent, version: sdkVersions.eks.aws };
}

export function eksKubernetesChild(parent: pulumi.Resource): ChildOptions {
  return { parent, version: sdkVersions.eks.kubernetes };
}
