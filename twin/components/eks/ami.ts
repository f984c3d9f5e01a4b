import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";

export type OperatingSystem = "AL2" | "AL2023" | "Bottlerocket";
export type Architecture = "x86_64" | "arm64";

interface AmiType {
  readonly os: OperatingSystem;
  readonly gpu: boolean;
  readonly architecture: Architecture;
  /** Public SSM parameter that holds the id of the recommended image; `VERSION` stands for the Kubernetes version. */
  readonly parameter: string;
  /** Another name that the component takes. */
  readonly alias?: string;
}

function amazonLinux(os: OperatingSystem, variant: string, architecture: Architecture, gpu: boolean, alias: string) {
  const parameter = `/aws/service/eks/optimized-ami/VERSION/${variant}/recommended/image_id`;
  return { os, gpu, architecture, parameter, alias };
}

function bottlerocket(architecture: Architecture, gpu: boolean): AmiType {
  const variant = gpu ? "-nvidia" : "";
  const parameter = `/aws/service/bottlerocket/aws-k8s-VERSION${variant}/${architecture}/latest/image_id`;
  return { os: "Bottlerocket", gpu, architecture, parameter };
}

/** https://docs.aws.amazon.com/eks/latest/userguide/retrieve-ami-id.html */
const amiTypes: Readonly<Record<string, AmiType>> = {
  AL2_x86_64: amazonLinux("AL2", "amazon-linux-2", "x86_64", false, "amazon-linux-2"),
  AL2_x86_64_GPU: amazonLinux("AL2", "amazon-linux-2-gpu", "x86_64", true, "amazon-linux-2-gpu"),
  AL2_ARM_64: amazonLinux("AL2", "amazon-linux-2-arm64", "arm64", false, "amazon-linux-2-arm"),
  ...Object.fromEntries(
    (
      [
        ["AL2023_x86_64_STANDARD", "x86_64", "standard"],
        ["AL2023_ARM_64_STANDARD", "arm64", "standard"],
        ["AL2023_x86_64_NVIDIA", "x86_64", "nvidia"],
      ] as const
    ).map(([name, architecture, flavour]) => {
      const variant = `amazon-linux-2023/${architecture}/${flavour}`;
      return [name, amazonLinux("AL2023", variant, architecture, flavour === "nvidia", variant)];
    }),
  ),
  BOTTLEROCKET_ARM_64: bottlerocket("arm64", false),
  BOTTLEROCKET_x86_64: bottlerocket("x86_64", false),
  BOTTLEROCKET_ARM_64_NVIDIA: bottlerocket("arm64", true),
  BOTTLEROCKET_x86_64_NVIDIA: bottlerocket("x86_64", true),
};

function amiTypeNamed(name: string): AmiType | undefined {
  return amiTypes[name] ?? Object.values(amiTypes).find(({ alias }) => alias === name);
}

/** What decides about a node's image, apart from the image's own id. */
export interface ImageChoice {
  readonly amiType?: pulumi.Input<string>;
  readonly operatingSystem?: pulumi.Input<OperatingSystem>;
  readonly gpu?: pulumi.Input<boolean>;
  readonly instanceTypes?: pulumi.Input<pulumi.Input<string>[]>;
  /** Name of the input that the instance types come from: for errors. */
  readonly instanceTypesInput: string;
}

/** The operating system that was asked for, or that the image type has: AL2023 when neither says. */
export function operatingSystemOf(choice: ImageChoice): pulumi.Output<OperatingSystem> {
  return pulumi.all([choice.amiType, choice.operatingSystem]).apply(([amiType, wanted]) => {
    if (!amiType) return wanted ?? "AL2023";
    const os = amiTypeNamed(amiType)?.os;
    if (!os) {
      throw new pulumi.InputPropertyError({
        propertyPath: "amiType",
        reason: `Cannot determine OS of unknown AMI type: ${amiType}`,
      });
    }
    if (wanted && wanted !== os) {
      throw new pulumi.InputPropertyError({
        propertyPath: "operatingSystem",
        reason: `Operating system '${wanted}' does not match the detected operating system '${os}' of AMI type '${amiType}'.`,
      });
    }
    return os;
  });
}

/** The image type for an operating system, GPU support and the instance types' architecture. */
export function amiTypeFor(
  choice: ImageChoice,
  os: pulumi.Input<OperatingSystem>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  return pulumi.all([os, choice.gpu, choice.instanceTypes]).apply(([system, gpu = false, instanceTypes = []]) => {
    const architecture = architectureOf(instanceTypes, choice.instanceTypesInput);
    const found = Object.entries(amiTypes).find(
      ([, type]) => type.os === system && type.gpu === gpu && type.architecture === architecture,
    );
    if (found) return found[0];
    throw new pulumi.ResourceError(
      `No AMI type found for OS: ${system}, GPU support: ${gpu}, architecture: ${architecture}`,
      parent,
    );
  });
}

/** The id of the image that AWS recommends for this Kubernetes version. */
export function recommendedImage(
  choice: ImageChoice,
  kubernetesVersion: pulumi.Input<string>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const amiType = choice.amiType ?? amiTypeFor(choice, operatingSystemOf(choice), parent);
  return pulumi.all([amiType, kubernetesVersion]).apply(async ([type, version]) => {
    const parameter = amiTypeNamed(type)?.parameter.replace("VERSION", version);
    if (!parameter) {
      throw new pulumi.InputPropertyError({
        propertyPath: "amiType",
        reason: `Cannot resolve recommended AMI for AMI type: ${type}. Please provide the AMI ID and userdata.`,
      });
    }
    const { value } = await aws.ssm.getParameter({ name: parameter }, eksChild(parent));
    return value;
  });
}

function architectureOf(instanceTypes: readonly string[], propertyPath: string): Architecture {
  const architectures = new Set(
    instanceTypes.map((instanceType): Architecture => {
      const match = /([a-z]+)([0-9]+)([a-z])?-?([a-z]+)?\.([a-zA-Z0-9-]+)/.exec(instanceType);
      if (!match) {
        throw new pulumi.InputPropertyError({ propertyPath, reason: `Invalid EC2 instance type: ${instanceType}` });
      }
      return match[3] === "g" ? "arm64" : "x86_64";
    }),
  );
  if (architectures.size > 1) {
    throw new pulumi.InputPropertyError({
      propertyPath,
      reason:
        "Cannot determine architecture of instance types. The provided instance types do not share a common architecture",
    });
  }
  return [...architectures][0] ?? "x86_64";
}
