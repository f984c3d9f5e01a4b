import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { portOf, type Container } from "../model/container";
import { containerOrder, type Pod } from "../model/pod";
import type { Placement } from "../model/runsOn";
import { Claim, Storage } from "../model/sources";
import { affinityOf } from "./affinity";
import { variables } from "./env";
import { probes } from "./probes";
import { resourcesOf } from "./resources";
import { spreadOver } from "./spread";
import type { Volumes } from "./volumes";

type PodSpec = types.input.core.v1.PodSpec;

/** What a pod has from the workload around it. */
export interface PodContext {
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccountName: pulumi.Input<string>;
  readonly volumes: Volumes;
  readonly placement: Placement | undefined;
  /** Architectures that all its images are for, where the nodes have others too. */
  readonly platforms: readonly string[];
  /** Label that tells the pods of one roll-out from those of another; none where there is no roll-out. */
  readonly revisionLabel?: string;
  readonly restartPolicy?: string;
}

/** A pod in Kubernetes' own words. */
export function podSpec(pod: Pod, context: PodContext): PodSpec {
  const { main, init } = containerOrder(pod.containers);
  const compiled = (names: readonly string[]) =>
    names.flatMap((name) => {
      const container = pod.containers[name];
      return container ? [containerSpec(name, container, context.volumes, pod)] : [];
    });
  const initContainers = compiled(init);
  const tolerations = [...(context.placement?.tolerations ?? []).map(toleration), ...(pod.tolerations ?? [])];
  const affinity = affinityOf(pod, context.placement, context.platforms);
  const topologySpreadConstraints = spreadOver(pod.spread, context);
  return {
    serviceAccountName: context.serviceAccountName,
    automountServiceAccountToken: pod.automountServiceAccountToken ?? false,
    securityContext: {
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
      ...(hasVolumes(pod) && { fsGroup: VOLUME_GROUP, fsGroupChangePolicy: "OnRootMismatch" }),
      ...pod.securityContext,
    },
    ...(topologySpreadConstraints.length > 0 && { topologySpreadConstraints }),
    ...(initContainers.length > 0 && { initContainers }),
    containers: compiled(main),
    volumes: context.volumes.inPod,
    ...(pod.nodeSelector && { nodeSelector: { ...pod.nodeSelector } }),
    ...(affinity && { affinity }),
    ...(tolerations.length > 0 && { tolerations }),
    ...(pod.priorityClassName !== undefined && { priorityClassName: pod.priorityClassName }),
    ...(pod.runtimeClassName !== undefined && { runtimeClassName: pod.runtimeClassName }),
    ...(pod.terminationGracePeriodSeconds !== undefined && {
      terminationGracePeriodSeconds: pod.terminationGracePeriodSeconds,
    }),
    ...(pod.hostAliases && {
      hostAliases: Object.entries(pod.hostAliases).map(([ip, hostnames]) => ({ ip, hostnames: [...hostnames] })),
    }),
    ...(pod.imagePullSecrets && {
      imagePullSecrets: pod.imagePullSecrets.map(({ objectName }) => ({ name: objectName })),
    }),
    ...(context.restartPolicy !== undefined && { restartPolicy: context.restartPolicy }),
  };
}

/** Group that owns the files of a volume, so that a user that is not root can write to it. */
const VOLUME_GROUP = 10001;

const hasVolumes = ({ containers }: Pod): boolean =>
  Object.values(containers).some(({ files = {} }) =>
    Object.values(files).some((source) => source instanceof Claim || source instanceof Storage),
  );

function containerSpec(name: string, container: Container, volumes: Volumes, pod: Pod): types.input.core.v1.Container {
  const { image, command, args, workingDir, ports = {}, securityContext, sidecar, restartRules } = container;
  const lifecycle = container.lifecycle ?? (containerPortsOf(container) > 0 ? waitingForLoadBalancers(pod) : undefined);
  const env = variables(container);
  const volumeMounts = volumes.mountsOf(container);
  const containerPorts = Object.entries(ports).map(([portName, value]) => {
    const { port, protocol = "TCP" } = portOf(value);
    return { name: portName, containerPort: port, protocol };
  });
  return {
    name,
    image,
    ...(command && { command: [...command] }),
    ...(args && { args: [...args] }),
    ...(workingDir !== undefined && { workingDir }),
    ...(containerPorts.length > 0 && { ports: containerPorts }),
    ...(env.length > 0 && { env }),
    resources: resourcesOf(container),
    ...probes(container),
    ...(lifecycle && { lifecycle }),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      ...securityContext,
    },
    ...(volumeMounts.length > 0 && { volumeMounts }),
    ...(sidecar && { restartPolicy: "Always" }),
    ...(restartRules && { restartPolicy: "Never", restartPolicyRules: [...restartRules] }),
  };
}

const containerPortsOf = ({ ports = {} }: Container): number => Object.keys(ports).length;

/** Endpoints and load balancers need a moment to stop sending requests to a pod that is about to end. */
function waitingForLoadBalancers({
  terminationGracePeriodSeconds = 30,
}: Pod): types.input.core.v1.Lifecycle | undefined {
  const seconds = Math.min(5, terminationGracePeriodSeconds - 1);
  return seconds > 0 ? { preStop: { sleep: { seconds } } } : undefined;
}

const toleration = ({ key, value, effect }: Placement["tolerations"][number]): types.input.core.v1.Toleration =>
  value ? { key, operator: "Equal", value, effect } : { key, operator: "Exists", effect };
