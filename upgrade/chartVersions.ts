import { compareBuilds } from "./addonVersions";
import table from "./charts.json";

/** The day the table was checked. */
export const chartsAsOf: string = table.asOf;

const autoscalerImages: Readonly<Record<string, string>> = table.clusterAutoscaler.image;

const oldestKarpenter: Readonly<Record<string, string>> = table.karpenter.oldest;

/** Tag of the Cluster Autoscaler's image for a minor of the control plane, where one is known. */
export const autoscalerImage = (minor: string): string | undefined => autoscalerImages[minor];

/**
 * What speaks against a version of an add-on's chart with a control plane of this minor; undefined when nothing is known
 * against it.
 */
export function chartIncompatibility(addon: string, version: string, minor: string): string | undefined {
  if (addon === "cluster-autoscaler") return autoscalerIncompatibility(minor);
  if (addon === "karpenter") return karpenterIncompatibility(version, minor);
  return undefined;
}

/** Any chart takes any image, but the image decides as the scheduler of its own minor does. */
function autoscalerIncompatibility(minor: string): string | undefined {
  if (autoscalerImage(minor) !== undefined) return undefined;
  return `must be left out on Kubernetes ${minor}: images of it are known for ${Object.keys(autoscalerImages).join(", ")}`;
}

function karpenterIncompatibility(version: string, minor: string): string | undefined {
  const oldest = oldestKarpenter[minor];
  if (oldest === undefined) {
    return `must be left out on Kubernetes ${minor}: versions of it are known for ${Object.keys(oldestKarpenter).join(", ")}`;
  }
  return compareBuilds(version, oldest) < 0 ? `must be ${oldest} or newer on Kubernetes ${minor}` : undefined;
}
