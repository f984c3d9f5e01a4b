import { addonNames, addonSpec, type AddonName, type AddonPins } from "./specs";

/** The add-ons that have a pin, each after those that it needs. */
export function inOrderOfNeeds(pins: AddonPins): AddonName[] {
  const ordered = new Set<AddonName>();
  const add = (name: AddonName) => {
    if (ordered.has(name)) return;
    for (const needed of pinned.filter((each) => addonSpec(name).needs?.includes(each))) add(needed);
    ordered.add(name);
  };
  const pinned = addonNames.filter((name) => pins[name] !== undefined);
  pinned.forEach(add);
  return [...ordered];
}
