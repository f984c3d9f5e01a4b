import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { known } from "../../generic";
import { ADDON } from "../context";

const addonInputs = z.looseObject({
  clusterName: z.string(),
  addonName: z.string(),
  addonVersion: z.string(),
  configurationValues: z.string().optional(),
  // What the program says holds over what others have set.
  resolveConflictsOnCreate: z.literal("OVERWRITE"),
  resolveConflictsOnUpdate: z.literal("OVERWRITE"),
  serviceAccountRoleArn: z.string().optional(),
  podIdentityAssociations: z.array(z.looseObject({ roleArn: z.string(), serviceAccount: z.string() })).optional(),
});

/** The inputs of an add-on as far as a rule or an effect reads them. */
export type AddonInputs = z.infer<typeof addonInputs>;

export function parseAddonInputs(inputs: Properties): AddonInputs {
  return known(addonInputs, ADDON, inputs);
}
