import { z } from "zod";
import { wholeNumber } from "../../spec/values";

const quantity = z.string().regex(/^\d+(?:\.\d+)?(?:m|[KMGT]i?)?$/, {
  error: "must be a Kubernetes quantity, for example 100Mi",
});
const threshold = z.string().regex(/^\d+(?:\.\d+)?(?:%|[KMGT]i?)?$/, {
  error: "must be a Kubernetes quantity or a percentage, for example 100Mi or 5%",
});

/** Settings that nodeadm and Bottlerocket both know. What is left out stays as the image has it. */
export const kubelet = z
  .strictObject({
    maxPods: wholeNumber(4, 737).optional().meta({
      description:
        "Pods a node may run. Default: as many as the VPC CNI has addresses for; in a managed group at most 110, or 250 above 30 vCPUs.",
    }),
    podPidsLimit: wholeNumber(1024, 4194304).optional().meta({ description: "Processes a pod may have." }),
    containerLogMaxSize: quantity.optional().meta({ description: "Size at which a container's log is rotated." }),
    containerLogMaxFiles: wholeNumber(2, 100).optional().meta({ description: "Log files kept for a container." }),
    imageGCHighThresholdPercent: wholeNumber(1, 100).optional().meta({
      description: "Disk usage above which unused images are always deleted, percent.",
    }),
    imageGCLowThresholdPercent: wholeNumber(0, 99).optional().meta({
      description: "Disk usage down to which unused images are deleted, percent.",
    }),
    evictionHard: z
      .partialRecord(
        z.enum([
          "memory.available",
          "nodefs.available",
          "nodefs.inodesFree",
          "imagefs.available",
          "imagefs.inodesFree",
          "pid.available",
        ]),
        threshold,
      )
      .optional()
      .meta({ description: "What must stay free, by signal; the kubelet evicts pods below it." }),
    systemReserved: z
      .partialRecord(z.enum(["cpu", "memory", "ephemeral-storage", "pid"]), quantity)
      .optional()
      .meta({ description: "Kept for the system's own processes, by resource." }),
  })
  .refine(({ imageGCHighThresholdPercent: high = 85, imageGCLowThresholdPercent: low = 80 }) => low < high, {
    error: "must have imageGCLowThresholdPercent (default 80) below imageGCHighThresholdPercent (default 85)",
  })
  .default({})
  .meta({
    description: "Settings of the kubelet. https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
  });

export type KubeletSettings = z.output<typeof kubelet>;

/** The settings of a node, whose number of pods is known. */
export type NodeKubelet = KubeletSettings & { readonly maxPods: number };
