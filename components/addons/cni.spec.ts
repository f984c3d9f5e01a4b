import type { CniSettings } from "../../capacity/nodeAddresses";
import { addonNames, addonSpec, type AddonName, type AddonSettings } from "./specs";

/** How pods on nodes get their addresses: what the CNI among the installed add-ons says. */
export function cniSettings(settings: AddonSettings): CniSettings {
  for (const name of addonNames) {
    const cni = cniOf(name, settings);
    if (cni) return cni;
  }
  return {};
}

function cniOf(name: AddonName, { [name]: own }: AddonSettings): CniSettings | undefined {
  return own && addonSpec(name).cni?.(own);
}
