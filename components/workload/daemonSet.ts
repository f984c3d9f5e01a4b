import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadContext } from "./context";
import type { DaemonSet as DaemonSetModel } from "./model/workloads";
import { change, pods } from "./pods";
import { serviceOf } from "./serving";

export type DaemonSetArgs = DaemonSetModel & WorkloadContext;

/**
 * A pod on every node that may run it. Fargate has no such nodes.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
export class DaemonSet extends pulumi.ComponentResource {
  readonly service: kubernetes.core.v1.Service | undefined;

  constructor(name: string, args: DaemonSetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:DaemonSet", name, {}, opts);
    const made = pods(name, { kind: "DaemonSet", args }, args, this);
    const { metadata, labels, template } = made;
    const daemonSet = new kubernetes.apps.v1.DaemonSet(
      name,
      change<kubernetes.types.input.apps.v1.DaemonSet>(
        {
          metadata,
          spec: {
            selector: { matchLabels: labels },
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: args.maxUnavailable ?? 1 } },
            template,
          },
        },
        args.transform?.daemonSet,
      ),
      { parent: this, dependsOn: [...made.ready] },
    );
    this.service = serviceOf(name, args, made, { parent: this, dependsOn: daemonSet });
    this.registerOutputs();
  }
}
