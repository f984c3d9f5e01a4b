import { isObject, type Properties } from "../provider/values";
import { z } from "zod";
import { launchTemplateVersion } from "./ec2/launchTemplates";
import { isAbsent, valuesAt } from "./paths";
import { objects, text } from "./read";
import type { Call } from "./resourceType";

/** What the group starts its instances from: the launch template's version. */
export function launchData(call: Call, inputs: Properties): Properties | undefined {
  const [specification] = isAbsent(inputs.launchTemplate)
    ? valuesAt(inputs, "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification")
    : [inputs.launchTemplate];
  if (!isObject(specification)) return undefined;
  const reference =
    text(specification.id) ??
    text(specification.launchTemplateId) ??
    text(specification.name) ??
    text(specification.launchTemplateName);
  return reference === undefined ? undefined : launchTemplateVersion(call.account, reference, specification.version);
}

/** The instance types of a mixed group, most wanted first. */
export function overridesOf(inputs: Properties): string[] {
  const overrides = valuesAt(inputs, "mixedInstancesPolicy.launchTemplate.overrides").flatMap(objects);
  return overrides.map((override) => {
    const particular = Object.keys(override).find((name) => name !== "instanceType" && !isAbsent(override[name]));
    const instanceType = text(override.instanceType);
    if (particular === undefined && instanceType !== undefined) return instanceType;
    throw new Error(`an override with ${particular ?? "no instanceType"} is not simulated: its nodes can't be told`);
  });
}

const launchSpecification = z.looseObject({
  imageId: z.string().default(""),
  instanceType: z.string().default(""),
  userData: z.string().default(""),
  iamInstanceProfile: z.looseObject({ arn: z.string().optional(), name: z.string().optional() }).optional(),
  instanceMarketOptions: z.looseObject({ marketType: z.string().optional() }).optional(),
  vpcSecurityGroupIds: z.array(z.string()).default([]),
  networkInterfaces: z.array(z.looseObject({ securityGroups: z.array(z.string()).default([]) })).default([]),
  blockDeviceMappings: z
    .array(
      z.looseObject({
        deviceName: z.string().optional(),
        ebs: z.looseObject({ volumeSize: z.number().optional() }).optional(),
      }),
    )
    .default([]),
});

/** A launch template's version, as far as an instance shows it. */
export interface InstanceTemplate {
  readonly imageId: string;
  /** Empty where the group's overrides say it. */
  readonly instanceType: string;
  /** Base64; empty for none. */
  readonly userData: string;
  /** Name or ARN. */
  readonly instanceProfile?: string;
  readonly isSpot: boolean;
  readonly securityGroupIds: readonly string[];
  readonly volumes: z.infer<typeof launchSpecification>["blockDeviceMappings"];
}

export function instanceTemplateOf(data: Properties): InstanceTemplate {
  const template = launchSpecification.parse(data);
  const { arn, name } = template.iamInstanceProfile ?? {};
  return {
    imageId: template.imageId,
    instanceType: template.instanceType,
    userData: template.userData,
    instanceProfile: arn ?? name,
    isSpot: template.instanceMarketOptions?.marketType === "spot",
    securityGroupIds: [
      ...template.vpcSecurityGroupIds,
      ...template.networkInterfaces.flatMap(({ securityGroups }) => securityGroups),
    ],
    volumes: template.blockDeviceMappings,
  };
}
