import { z } from "zod";
import type { Properties } from "../provider/values";
import { launchTemplateVersion } from "./ec2/launchTemplates";
import { valuesAt } from "./paths";
import { shown } from "./read";
import type { Call } from "./resourceType";

const launchSpecification = z.looseObject({
  imageId: z.string().default(""),
  instanceType: z.string().default(""),
  /** Base64; empty for none. */
  userData: z.string().default(""),
  iamInstanceProfile: z.looseObject({ name: z.string() }).optional(),
  vpcSecurityGroupIds: z.array(z.string()).default([]),
  networkInterfaces: z.array(z.looseObject({ securityGroups: z.array(z.string()) })).default([]),
  tagSpecifications: z
    .array(z.looseObject({ resourceType: z.string(), tags: z.record(z.string(), z.string()) }))
    .default([]),
  blockDeviceMappings: z.array(
    z.looseObject({
      deviceName: z.string(),
      ebs: z.looseObject({ volumeSize: z.number().optional(), kmsKeyId: z.string().optional() }),
    }),
  ),
});

/** A launch template's version, as far as an instance shows it. */
export type InstanceTemplate = z.infer<typeof launchSpecification>;

/**
 * @param reference the template's id or name
 * @param version its number
 */
export function instanceTemplate(call: Call, reference: string, version: string): InstanceTemplate {
  const data = launchTemplateVersion(call.account, reference, version);
  if (!data) throw new Error(`there is no launch template ${reference} of version ${version}`);
  return launchSpecification.parse(data);
}

/** What the instances of an Auto Scaling group start from. */
export function templateOfGroup(call: Call, inputs: Properties): InstanceTemplate {
  const mixed = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification";
  const valueOf = (...paths: string[]) => shown(paths.flatMap((path) => valuesAt(inputs, path))[0]);
  const name = valueOf("launchTemplate.name", `${mixed}.launchTemplateName`);
  return instanceTemplate(call, name, valueOf("launchTemplate.version", `${mixed}.version`));
}

export function securityGroupsOf({ vpcSecurityGroupIds, networkInterfaces }: InstanceTemplate): string[] {
  return [...vpcSecurityGroupIds, ...networkInterfaces.flatMap(({ securityGroups }) => securityGroups)];
}

/** The volume that holds pods, in GiB: Bottlerocket's is not the root device. */
export function diskOf({ blockDeviceMappings }: InstanceTemplate): number {
  const data = blockDeviceMappings.find(({ deviceName }) => deviceName === "/dev/xvdb") ?? blockDeviceMappings[0];
  return data?.ebs.volumeSize ?? 20;
}
