import type { types } from "@pulumi/kubernetes";
import type { Job } from "../model/workloads";

/** A Job in Kubernetes' own words, without its pods. */
export const jobSpec = ({
  completions = 1,
  parallelism = 1,
  indexed = false,
  success,
  backoffLimit = 6,
  activeDeadlineSeconds,
  ttlSecondsAfterFinished,
}: Omit<Job, "transform">): Omit<types.input.batch.v1.JobSpec, "template"> => ({
  completions,
  parallelism,
  backoffLimit,
  ...(indexed && { completionMode: "Indexed" }),
  ...(success && {
    successPolicy: { rules: [{ succeededIndexes: success.indexes, succeededCount: success.count }] },
  }),
  ...(activeDeadlineSeconds !== undefined && { activeDeadlineSeconds }),
  ...(ttlSecondsAfterFinished !== undefined && { ttlSecondsAfterFinished }),
});
