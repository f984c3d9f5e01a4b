import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Exposed } from "../exposure/component";
import type { WorkloadContext } from "./context";
import type { Deployment as DeploymentModel } from "./model/workloads";
import { change, pods } from "./pods";
import { autoscaler, disruptionBudget, exposed, replicasOf, serviceOf } from "./serving";

export type DeploymentArgs = DeploymentModel & WorkloadContext;

/**
 * Pods of which one is as good as another:
 * - a Deployment with a service account of its own and without a token
 * - a Service in front of its ports
 * - a disruption budget, and an autoscaler where `scale` has bounds
 * - what makes it reachable from outside the cluster, where it is exposed
 *
 * Costs its pods, and what exposes it.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export class Deployment extends pulumi.ComponentResource {
  /** The Service in front of it, where it has one. */
  readonly service: kubernetes.core.v1.Service | undefined;
  readonly exposed: Exposed | undefined;

  constructor(name: string, args: DeploymentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:Deployment", name, {}, opts);
    const made = pods(name, { kind: "Deployment", args }, { ...args, revisionLabel: "pod-template-hash" }, this);
    const { metadata, labels, template } = made;
    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      change<kubernetes.types.input.apps.v1.Deployment>(
        {
          metadata,
          spec: {
            ...replicasOf(args.scale),
            selector: { matchLabels: labels },
            strategy: strategyOf(args),
            ...(args.progressDeadlineSeconds !== undefined && {
              progressDeadlineSeconds: args.progressDeadlineSeconds,
            }),
            ...(args.revisionHistoryLimit !== undefined && { revisionHistoryLimit: args.revisionHistoryLimit }),
            template,
          },
        },
        args.transform?.deployment,
      ),
      { parent: this, dependsOn: [...made.ready] },
    );
    const afterIt = { parent: this, dependsOn: deployment };
    disruptionBudget(name, args, made, this);
    autoscaler(name, "Deployment", args, made, afterIt);
    // The provider waits until a Service has endpoints, which takes pods.
    this.service = serviceOf(name, args, made, afterIt);
    this.exposed = exposed(name, args, made, this.service, this);
    this.registerOutputs();
  }
}

function strategyOf({ rollout = {} }: DeploymentArgs): kubernetes.types.input.apps.v1.DeploymentStrategy {
  if (rollout === "recreate") return { type: "Recreate" };
  const { maxSurge = 1, maxUnavailable = 0 } = rollout;
  return { type: "RollingUpdate", rollingUpdate: { maxUnavailable, maxSurge } };
}
