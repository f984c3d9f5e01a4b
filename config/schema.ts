import { withController } from "../components/exposure/controllers.spec";
import type { Refuse, Rule } from "../components/spec/rule";
import { installedAddons } from "./addons";
import { rules } from "./rules";
import { subnetsHoldTheGroups } from "./rules/capacity";
import { sections, type PlatformConfig } from "./sections";

/**
 * The whole environment with the rules that span fields. A rule runs when the sections it needs are well-formed, so one
 * run finds a typo in one section and a contradiction between two others.
 */
const withRules = (checked: readonly Rule<PlatformConfig>[]) =>
  sections
    .superRefine(
      (config, context) => {
        const malformed = new Set(context.issues.map(({ path }) => path?.[0]));
        const isSound = (section: string) => !malformed.has(section);
        const refuse = (path: readonly (string | number)[], message: string) =>
          context.addIssue({ code: "custom", path: [...path], message });
        const whole = isSound("addons") && isSound("versions") ? filledUp(config, refuse) : config;
        for (const { needs, check } of checked) if (needs.every(isSound)) check(whole, refuse);
      },
      { when: () => true },
    )
    .transform((config) => filledUp(config));

/** The environment with what the pins of its add-ons decide. */
const filledUp = (config: PlatformConfig, refuse?: Refuse): PlatformConfig => ({
  ...config,
  addons: installedAddons(config.addons, config.versions.addons, refuse),
  exposure: withController(config.exposure, config.versions.addons),
});

export const platformConfig = withRules(rules);

/** For the planner of addresses, which shows in full what one of the rules refuses in a sentence. */
export const platformConfigOfAnySize = withRules(rules.filter((rule) => rule !== subnetsHoldTheGroups));
