import { inOrder } from "../spec/order";
import { addonNames, addonSpec, type AddonName, type AddonPins } from "./specs";

/** The add-ons with a pin that must be there before this one, and until it has gone. */
export function predecessors(name: AddonName, pins: AddonPins): AddonName[] {
  const { needs = [], after = [] } = addonSpec(name);
  return addonNames.filter((each) => pins[each] !== undefined && [...needs, ...after].includes(each));
}

/** The add-ons that have a pin, each after its predecessors. */
export const inOrderOfNeeds = (pins: AddonPins): AddonName[] =>
  inOrder(
    addonNames.filter((name) => pins[name] !== undefined),
    (name) => predecessors(name, pins),
  );
