import type { CniSettings } from "../../capacity/nodeAddresses";
import type { NetworkSettings } from "../network/spec";
import { addonNames, addonSpec, type AddonName, type AddonSettings } from "./specs";

/** How pods on nodes get their addresses: what the CNI among the installed add-ons says, and where from. */
export function cniSettings(settings: AddonSettings, { podSubnets }: Pick<NetworkSettings, "podSubnets">): CniSettings {
  const [cni = {}] = addonNames.flatMap((name) => cniOf(name, settings) ?? []);
  return { ...cni, customNetworking: podSubnets !== undefined };
}

function cniOf(name: AddonName, { [name]: own }: AddonSettings): CniSettings | undefined {
  return own && addonSpec(name).cni?.(own);
}
