import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { jobSpec } from "./compile/job";
import type { WorkloadContext } from "./context";
import type { Job as JobModel } from "./model/workloads";
import { change, pods } from "./pods";

export type JobArgs = JobModel & WorkloadContext;

/**
 * Pods that run to their end, once: whatever depends on it starts when it has succeeded. A change of its pods is another Job,
 * which runs before the old one is deleted.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 */
export class Job extends pulumi.ComponentResource {
  constructor(name: string, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:Job", name, {}, opts);
    const { metadata, template, ready } = pods(name, { kind: "Job", args }, { ...args, restartPolicy: "Never" }, this);
    const { namespace, labels } = metadata;
    new kubernetes.batch.v1.Job(
      name,
      change<kubernetes.types.input.batch.v1.Job>(
        // Pulumi finds a name: a Job can't be changed, and the next one stands beside it for a while.
        { metadata: { namespace, labels }, spec: { ...jobSpec(args), template } },
        args.transform?.job,
      ),
      { parent: this, dependsOn: [...ready] },
    );
    this.registerOutputs();
  }
}
