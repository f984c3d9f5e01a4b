import { text } from "../read";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { launchTemplateVersion } from "../ec2/launchTemplates";
import { LAUNCH_TEMPLATE } from "../ec2/types";
import type { Call } from "../resourceType";
import type { EksOperation } from "./context";
import type { NodeGroupInputs } from "./nodeGroupInputs";

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
    .array(z.looseObject({ ebs: z.looseObject({ volumeSize: z.number().optional() }).optional() }))
    .optional(),
});

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly imageId?: string;
  readonly instanceType?: string;
  readonly securityGroupIds: readonly string[];
  readonly diskGiB?: number;
  /** The kubelet's `maxPods`, where the user data sets it. */
  readonly maxPods?: number;
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
  const maxPods = template.userData === undefined ? undefined : maxPodsOf(template.userData);
  const diskGiB = template.blockDeviceMappings?.[0]?.ebs?.volumeSize;
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
    ...(maxPods !== undefined && { maxPods }),
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

const nodeConfig = z.looseObject({
  kind: z.literal("NodeConfig"),
  spec: z.looseObject({
    kubelet: z.looseObject({ config: z.looseObject({ maxPods: z.number().optional() }).optional() }).optional(),
  }),
});

const NODE_CONFIG_PART = /Content-Type: application\/node\.eks\.aws[^\n]*\n(?:[^\n]+\n)*\r?\n([\s\S]*?)(?=\r?\n--|$)/g;

/** `maxPods` in user data of nodeadm (NodeConfig documents in MIME parts) or Bottlerocket (TOML). */
export function maxPodsOf(userData: string): number | undefined {
  const text = Buffer.from(userData, "base64").toString("utf8");
  const fromToml = /^\s*max-pods\s*=\s*(\d+)/m.exec(text)?.[1];
  if (fromToml !== undefined) return Number(fromToml);
  const documents = [...text.matchAll(NODE_CONFIG_PART)].map(([, document]) => document ?? "");
  const configs = (documents.length > 0 ? documents : [text]).map((document) =>
    nodeConfig.safeParse(looksLikeYaml(document) ? parseYaml(document) : undefined),
  );
  return configs.flatMap(({ data }) => data?.spec.kubelet?.config?.maxPods ?? []).at(-1);
}

function looksLikeYaml(document: string): boolean {
  return /^\s*(---|apiVersion:|kind:)/.test(document);
}
