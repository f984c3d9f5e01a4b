import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { jobSpec } from "./compile/job";
import type { WorkloadContext } from "./context";
import type { CronJob as CronJobModel } from "./model/workloads";
import { change, pods } from "./pods";

export type CronJobArgs = CronJobModel & WorkloadContext;

/**
 * A Job that runs by a schedule.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export class CronJob extends pulumi.ComponentResource {
  constructor(name: string, args: CronJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:CronJob", name, {}, opts);
    const { metadata, template, ready } = pods(
      name,
      { kind: "CronJob", args },
      { ...args, restartPolicy: "Never" },
      this,
    );
    const { schedule, timeZone = "Etc/UTC", concurrencyPolicy = "Forbid", startingDeadlineSeconds, suspend } = args;
    const { successful = 3, failed = 1 } = args.history ?? {};
    new kubernetes.batch.v1.CronJob(
      name,
      change<kubernetes.types.input.batch.v1.CronJob>(
        {
          metadata,
          spec: {
            schedule,
            timeZone,
            concurrencyPolicy,
            ...(startingDeadlineSeconds !== undefined && { startingDeadlineSeconds }),
            ...(suspend && { suspend }),
            successfulJobsHistoryLimit: successful,
            failedJobsHistoryLimit: failed,
            jobTemplate: { spec: { ...jobSpec(args), template } },
          },
        },
        args.transform?.cronJob,
      ),
      { parent: this, dependsOn: [...ready] },
    );
    this.registerOutputs();
  }
}
