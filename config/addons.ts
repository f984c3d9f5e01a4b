import { z } from "zod";
import { addonNames, addonSpec, type AddonName, type AddonPins, type AddonSettings } from "../components/addons/specs";
import { listed } from "../components/spec/lists";
import type { Refuse } from "../components/spec/rule";

/** A value for each add-on that has one. */
const byAddon = <Value>(value: (name: AddonName) => Value | undefined): Record<string, Value> =>
  Object.fromEntries(
    addonNames.flatMap((name) => {
      const given = value(name);
      return given === undefined ? [] : [[name, given]];
    }),
  );

/** `versions.addons`. */
export const addonPins = z
  .strictObject(
    byAddon((name) => {
      const { source, description } = addonSpec(name);
      return source.pin.optional().meta({ description: `Installs the add-on, in this build. ${description}` });
    }),
  )
  .default({})
  .meta({
    description:
      "Add-ons of the environment, each by its build: aws eks describe-addon-versions --kubernetes-version 1.36 --addon-name coredns",
  }) as z.ZodType<AddonPins, AddonPins | undefined>;

/** Blocks of the add-ons that have something to set. Not yet filled up: the pin decides whether there is anything to fill. */
export const addons = z
  .strictObject(
    byAddon((name) => {
      const { settings, description } = addonSpec(name);
      return Object.keys(settings.shape).length > 0
        ? settings.optional().meta({ description: `${description} Only with a pin in versions.addons.` })
        : undefined;
    }),
  )
  .prefault({})
  .meta({
    description: "Settings of add-ons, by add-on; what installs one is its pin in versions.addons.",
  }) as z.ZodType<AddonSettings, AddonSettings | undefined>;

/**
 * The settings of the add-ons that have a pin, with every default.
 *
 * @param refuse is told of a block without a pin, and of what a block must say and does not
 */
export function installedAddons(blocks: AddonSettings, pins: AddonPins, refuse?: Refuse): AddonSettings {
  for (const name of addonNames) {
    if (pins[name] === undefined && blocks[name] !== undefined) {
      refuse?.(
        ["addons", name],
        `must be left out: the add-on has no pin; add versions.addons.${name} to install it, or take the block out`,
      );
    }
  }
  return byAddon((name) => {
    if (pins[name] === undefined) return undefined;
    if (blocks[name] !== undefined) return blocks[name];
    const { success, data, error } = addonSpec(name).settings.safeParse({});
    if (success) return data;
    const missing = error.issues.map(({ path }) => path.join("."));
    refuse?.(["addons", name], `is required because versions.addons.${name} is given: set ${listed(missing)}`);
    return undefined;
  });
}
