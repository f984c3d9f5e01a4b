import { z } from "zod";
import { account, purpose, region, tags } from "./account";
import { addons } from "./addons";
import { apps } from "./apps";
import { cluster } from "./cluster";
import { dataPlane } from "./dataPlane";
import { network } from "./network";
import { rules } from "./rules";
import { subnetsHoldTheGroups } from "./rules/capacity";
import type { Rule } from "./rules/rule";
import { versions } from "./versions";

/** One environment, section by section as its stack file holds it under `eks-platform:<section>`. */
const sections = z.strictObject({
  account,
  region,
  purpose,
  tags,
  network,
  cluster,
  dataPlane,
  versions,
  addons,
  apps,
});

/** One environment, checked and with every default filled in. */
export type PlatformConfig = z.infer<typeof sections>;

export const sectionNames = Object.keys(sections.shape) as readonly (keyof PlatformConfig)[];

/**
 * The whole environment with the rules that span fields. A rule runs when the sections it needs are well-formed, so one
 * run finds a typo in one section and a contradiction between two others.
 */
const withRules = (checked: readonly Rule[]) =>
  sections.superRefine(
    (config, context) => {
      const malformed = new Set(context.issues.map(({ path }) => path?.[0]));
      for (const { needs, check } of checked) {
        if (needs.some((section) => malformed.has(section))) continue;
        check(config, (path, message) => context.addIssue({ code: "custom", path: [...path], message }));
      }
    },
    { when: () => true },
  );

export const platformConfig = withRules(rules);

/** For the planner of addresses, which shows in full what one of the rules refuses in a sentence. */
export const platformConfigOfAnySize = withRules(rules.filter((rule) => rule !== subnetsHoldTheGroups));

export type { Account } from "./account";
export type { Addons } from "./addons";
export type { Apps, HelloApp } from "./apps";
export type { AccessEntry, Cluster } from "./cluster";
export type {
  AutoMode,
  DataPlane,
  FargateProfile,
  Group,
  ManagedGroup,
  NodeGroup,
  SelfManagedGroup,
} from "./dataPlane";
export type { InterfaceEndpointService, Network } from "./network";
export type { AddonName, Versions } from "./versions";
