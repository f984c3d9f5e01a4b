import table from "./charts.json";

/** The day the table was checked. */
export const chartsAsOf: string = table.asOf;

const autoscalerImages: Readonly<Record<string, string>> = table.clusterAutoscaler.image;

/** Tag of the Cluster Autoscaler's image for a minor of the control plane, where one is known. */
export const autoscalerImage = (minor: string): string | undefined => autoscalerImages[minor];

/**
 * What speaks against a version of an add-on's chart with a control plane of this minor; undefined when nothing is known
 * against it.
 */
export function chartIncompatibility(addon: string, _version: string, minor: string): string | undefined {
  if (addon === "cluster-autoscaler") return autoscalerIncompatibility(minor);
  return undefined;
}

/** Any chart takes any image, but the image decides as the scheduler of its own minor does. */
function autoscalerIncompatibility(minor: string): string | undefined {
  if (autoscalerImage(minor) !== undefined) return undefined;
  return `must be left out on Kubernetes ${minor}: images of it are known for ${Object.keys(autoscalerImages).join(", ")}`;
}
