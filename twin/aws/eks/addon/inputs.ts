import { z } from "zod";
import type { Properties } from "../../../provider/values";

const addonInputs = z.looseObject({
  clusterName: z.string(),
  addonName: z.string(),
  addonVersion: z.string().optional(),
  configurationValues: z.string().optional(),
  preserve: z.boolean().optional(),
  resolveConflictsOnCreate: z.enum(["NONE", "OVERWRITE"]).optional(),
  resolveConflictsOnUpdate: z.enum(["NONE", "OVERWRITE", "PRESERVE"]).optional(),
  serviceAccountRoleArn: z.string().optional(),
  podIdentityAssociations: z.array(z.looseObject({ roleArn: z.string(), serviceAccount: z.string() })).optional(),
});

/** The inputs of an add-on as far as a rule or an effect reads them. */
export type AddonInputs = z.infer<typeof addonInputs>;

export function parseAddonInputs(inputs: Properties): AddonInputs {
  return addonInputs.parse(inputs);
}
