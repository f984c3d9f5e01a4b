import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { podRole, type PodRole } from "../iam/podRole";
import { problemsOf } from "./check";
import { inFull } from "./check/problem";
import { podSpec } from "./compile/pod";
import { Volumes } from "./compile/volumes";
import type { WorkloadContext } from "./context";
import { platformsOf, type Pod } from "./model/pod";
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
  /** What must be there before the pods are. */
  readonly ready: readonly pulumi.Resource[];
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
  const namespaceName = args.namespaceName ?? (typeof namespace === "string" ? namespace : undefined);
  if (namespaceName === undefined) throw new Error(`the name of the namespace of ${name} is not known`);
  const problems = problemsOf(workload, { namespace: namespaceName, labels }, grounds);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${[name, problem.option].filter(Boolean).join(".")} ${inFull(problem)}`);
    throw new pulumi.RunError(`${workload.kind} ${name}:\n${lines.join("\n")}`);
  }
  const metadata = {
    name: objectName,
    namespace,
    labels: { ...labels, ...(app !== objectName && { "app.kubernetes.io/part-of": app }) },
  };
  const role = roleOf(name, pod, { ...args, namespaceName, objectName, labels }, parent);
  const account = {
    metadata: { ...metadata, ...(role?.annotations && { annotations: role.annotations }) },
    automountServiceAccountToken: false,
  };
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
    ready: role?.ready ?? [],
    template: {
      metadata: {
        labels: { ...pod.labels, ...metadata.labels },
        ...(pod.annotations && { annotations: { ...pod.annotations } }),
      },
      spec,
    },
  };
}

interface RoleArgs extends PodsArgs {
  readonly namespaceName: string;
  readonly objectName: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the pods may do in AWS: nothing, where nothing is said. */
function roleOf(name: string, pod: Pod, args: RoleArgs, parent: pulumi.Resource): PodRole | undefined {
  const { cluster, region, grounds, namespaceName: namespace, objectName: serviceAccount, labels } = args;
  if (!pod.aws) return undefined;
  if (!cluster || region === undefined) throw new Error(`the cluster is not known in which ${name} would get a role`);
  const onFargate = grounds?.fargate.profileOf(namespace, { ...pod.labels, ...labels }) !== undefined;
  const { clusterName, clusterArn, oidcProvider } = cluster;
  return podRole(
    name,
    {
      ...{ region, clusterName, clusterArn, oidcProvider, onFargate, namespace, serviceAccount },
      description: `What the pods of ${namespace}/${serviceAccount} may do`,
      statements: pod.aws.allow,
    },
    parent,
  );
}

/** The last word of whoever uses the component. */
export const change = <Args>(args: Args, transform: Changes<Args> | undefined): Args => transform?.(args) ?? args;
