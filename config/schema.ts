import { rules } from "./rules";
import { subnetsHoldTheGroups } from "./rules/capacity";
import type { Rule } from "./rules/rule";
import { sections } from "./sections";

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
