import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { problemsOf } from "./check";
import { platformsOf } from "./check/place";
import { podSpec } from "./compile/pod";
import { Volumes } from "./compile/volumes";
import type { WorkloadContext } from "./context";
import { placementOf } from "./model/runsOn";
import type { Changes, Workload } from "./model/workloads";
import { podLabels } from "./pod.spec";

/** What every kind of workload is made from. */
export interface Pods {
  readonly objectName: string;
  /** Labels by which its pods are found. */
  readonly labels: Readonly<Record<string, string>>;
  /** For the objects of the workload. */
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Record<string, string>;
  };
  readonly template: {
    readonly metadata: kubernetes.types.input.meta.v1.ObjectMeta;
    readonly spec: kubernetes.types.input.core.v1.PodSpec;
  };
  readonly volumes: Volumes;
}

interface PodsArgs extends WorkloadContext {
  readonly revisionLabel?: string;
  readonly restartPolicy?: string;
}

/**
 * Makes the service account of a workload's pods, and describes the pods.
 *
 * @throws RunError that names each option that is wrong
 */
export function pods(name: string, workload: Workload, args: PodsArgs, parent: pulumi.Resource): Pods {
  const { objectName = name, namespace, app = objectName, grounds, revisionLabel, restartPolicy } = args;
  const { args: pod } = workload;
  const labels = podLabels(objectName);
  // Which Fargate profile selects the pods can't be told before the namespace has its name.
  const problems =
    typeof namespace === "string"
      ? problemsOf(workload, { namespace, labels }, grounds)
      : problemsOf(workload, { namespace: app, labels });
  if (problems.length > 0) {
    const lines = problems.map(({ option, message }) => `  ${[name, option].filter(Boolean).join(".")} ${message}`);
    throw new pulumi.RunError(`${workload.kind} ${name}:\n${lines.join("\n")}`);
  }
  const metadata = {
    name: objectName,
    namespace,
    labels: { ...labels, ...(app !== objectName && { "app.kubernetes.io/part-of": app }) },
  };
  const account = { metadata, automountServiceAccountToken: false };
  const serviceAccount = new kubernetes.core.v1.ServiceAccount(
    name,
    change<kubernetes.types.input.core.v1.ServiceAccount>(account, workload.args.transform?.serviceAccount),
    { parent },
  );
  const volumes = new Volumes(pod);
  const spec = podSpec(pod, {
    labels,
    serviceAccountName: serviceAccount.metadata.name,
    volumes,
    placement: grounds && placementOf(pod.runsOn, grounds),
    platforms: platformsOf(pod),
    revisionLabel,
    restartPolicy,
  });
  return {
    objectName,
    labels,
    metadata,
    volumes,
    template: {
      metadata: {
        labels: { ...pod.labels, ...metadata.labels },
        ...(pod.annotations && { annotations: { ...pod.annotations } }),
      },
      spec,
    },
  };
}

/** The last word of whoever uses the component. */
export const change = <Args>(args: Args, transform: Changes<Args> | undefined): Args => transform?.(args) ?? args;
