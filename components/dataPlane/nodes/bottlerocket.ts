import { stringify, type TomlTable } from "smol-toml";
import type { NodeKubelet } from "./kubelet.spec";

/**
 * The kubelet's settings as Bottlerocket names them, in the form of the input `bottlerocketSettings` of `eks.NodeGroupV2`.
 *
 * @see https://bottlerocket.dev/en/os/latest/#/api/settings/kubernetes/
 */
export function bottlerocketSettings(kubelet: NodeKubelet): { settings: { kubernetes: TomlTable } } {
  const { imageGCHighThresholdPercent: high, imageGCLowThresholdPercent: low } = kubelet;
  const kubernetes = {
    "max-pods": kubelet.maxPods,
    "pod-pids-limit": kubelet.podPidsLimit,
    "container-log-max-size": kubelet.containerLogMaxSize,
    "container-log-max-files": kubelet.containerLogMaxFiles,
    // Bottlerocket takes these two as text.
    "image-gc-high-threshold-percent": high?.toString(),
    "image-gc-low-threshold-percent": low?.toString(),
    "eviction-hard": kubelet.evictionHard,
    "system-reserved": kubelet.systemReserved,
  };
  const given = Object.entries(kubernetes).filter(([, value]) => value !== undefined);
  return { settings: { kubernetes: Object.fromEntries(given) as TomlTable } };
}

/**
 * The same as the whole user data of a launch template, base64: TOML, which EKS merges with its own.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
 */
export const bottlerocketUserData = (kubelet: NodeKubelet): string =>
  Buffer.from(stringify(bottlerocketSettings(kubelet))).toString("base64");
