import { text } from "../../read";
import { z } from "zod";
import { launchTemplateVersion } from "../../ec2/launchTemplates";
import { LAUNCH_TEMPLATE } from "../../ec2/types";
import type { Call } from "../../resourceType";
import type { EksOperation } from "../context";
import type { NodeGroupInputs } from "../nodeGroup/inputs";

const templateInputs = z.looseObject({
  imageId: z.string().optional(),
  instanceType: z.string().optional(),
  userData: z.string().optional(),
  vpcSecurityGroupIds: z.array(z.string()).optional(),
  iamInstanceProfile: z.looseObject({}).optional(),
  instanceMarketOptions: z.looseObject({}).optional(),
  instanceInitiatedShutdownBehavior: z.string().optional(),
  hibernationOptions: z.looseObject({ configured: z.boolean().optional() }).optional(),
  networkInterfaces: z
    .array(z.looseObject({ subnetId: z.string().optional(), securityGroups: z.array(z.string()).optional() }))
    .optional(),
  blockDeviceMappings: z
    .array(
      z.looseObject({
        deviceName: z.string().optional(),
        ebs: z.looseObject({ volumeSize: z.number().optional() }).optional(),
      }),
    )
    .optional(),
});

/** The volume that holds pods: Bottlerocket's is not the root device. */
export function diskOf(
  mappings: readonly {
    readonly deviceName?: string | undefined;
    readonly ebs?: { volumeSize?: number | undefined } | undefined;
  }[],
): number | undefined {
  const data = mappings.find(({ deviceName }) => deviceName === "/dev/xvdb") ?? mappings[0];
  return data?.ebs?.volumeSize;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly imageId?: string;
  readonly instanceType?: string;
  readonly securityGroupIds: readonly string[];
  readonly diskGiB?: number;
  /** As the template has it: Base64. */
  readonly userData?: string;
}

/** The template of the group, which must exist and hold nothing that EKS sets itself. */
export function resolveLaunchTemplate(
  call: Call,
  { launchTemplate: reference }: NodeGroupInputs,
  operation: EksOperation,
): LaunchTemplate | undefined {
  if (!reference) return undefined;
  if (reference.id !== undefined && reference.name !== undefined) {
    throw operation.invalid(
      "Either launch template ID or launch template name can be specified in the request, not both",
    );
  }
  const stored = call.account
    .list(LAUNCH_TEMPLATE)
    .find(({ id, outputs }) => id === reference.id || outputs["name"] === reference.name);
  if (!stored) {
    throw operation.refuse(
      "InvalidRequestException",
      `You must use a valid launch template ID: ${reference.id ?? reference.name}`,
    );
  }
  const version = launchTemplateVersion(call.account, stored.id, reference.version);
  if (!version) {
    throw operation.refuse(
      "InvalidRequestException",
      `Could not find the specified version ${reference.version} for the launch template with ID ${stored.id}.`,
    );
  }
  const template = templateInputs.parse(version);
  checkContents(template, operation);
  const interfaces = template.networkInterfaces ?? [];
  const diskGiB = diskOf(template.blockDeviceMappings ?? []);
  return {
    id: stored.id,
    name: text(stored.outputs["name"]) ?? "",
    version: reference.version,
    securityGroupIds: [
      ...(template.vpcSecurityGroupIds ?? []),
      ...interfaces.flatMap((eni) => eni.securityGroups ?? []),
    ],
    ...(template.imageId !== undefined && { imageId: template.imageId }),
    ...(template.instanceType !== undefined && { instanceType: template.instanceType }),
    ...(diskGiB !== undefined && { diskGiB }),
    ...(template.userData !== undefined && { userData: template.userData }),
  };
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html */
function checkContents(template: z.infer<typeof templateInputs>, operation: EksOperation): void {
  const refuse = (message: string) => operation.refuse("InvalidRequestException", message);
  const interfaces = template.networkInterfaces ?? [];
  if (interfaces.some(({ subnetId }) => subnetId !== undefined)) {
    throw refuse("Launch template should not specify a subnet: the node group's own are used");
  }
  if (template.iamInstanceProfile) {
    throw refuse(
      "Launch template should not specify an instance profile. The noderole in your request will be used to construct an instance profile.",
    );
  }
  if (template.instanceMarketOptions) {
    throw refuse("Launch template should not specify instance market options: set the node group's capacity type");
  }
  if (template.hibernationOptions?.configured || template.instanceInitiatedShutdownBehavior === "terminate") {
    throw refuse("Launch template should not specify hibernation or a shutdown behavior");
  }
  if (template.vpcSecurityGroupIds?.length && interfaces.some(({ securityGroups }) => securityGroups?.length)) {
    throw refuse("Launch template should specify security groups either for the instance or for its interfaces");
  }
}
