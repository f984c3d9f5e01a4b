import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadContext } from "./context";
import type { SinglePod } from "./model/workloads";
import { change, pods } from "./pods";
import { serviceOf } from "./serving";

export type PodArgs = SinglePod & WorkloadContext;

/**
 * One pod, which nothing starts again when its node goes: for trying things out. A Deployment of one replica is better for
 * everything else.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/
 */
export class Pod extends pulumi.ComponentResource {
  readonly service: kubernetes.core.v1.Service | undefined;

  constructor(name: string, args: PodArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:Pod", name, {}, opts);
    const made = pods(name, { kind: "Pod", args }, { ...args, restartPolicy: args.restartPolicy ?? "Always" }, this);
    const pod = new kubernetes.core.v1.Pod(
      name,
      change<kubernetes.types.input.core.v1.Pod>(
        { metadata: { ...made.metadata, ...made.template.metadata }, spec: made.template.spec },
        args.transform?.pod,
      ),
      // Most of a pod can't be changed, and its name is taken until it has gone.
      { parent: this, dependsOn: [...made.ready], deleteBeforeReplace: true },
    );
    this.service = serviceOf(name, args, made, { parent: this, dependsOn: pod });
    this.registerOutputs();
  }
}
