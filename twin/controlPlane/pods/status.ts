/** Parts of a pod's status in Go's template language, with the functions of sprig and kwok: https://kwok.sigs.k8s.io/docs/user/stages-configuration/ */

/** The template of a stage: variables, then its parts. */
export function template(...parts: readonly string[]): string {
  return [variables, ...parts].join("\n");
}

const variables = `{{ $now := Now }}
{{ $pod := .metadata.name }}
{{ $before := dict }}
{{ range (or .status.containerStatuses list) }}{{ $_ := set $before .name . }}{{ end }}`;

export function phase(name: "Pending" | "Running" | "Succeeded" | "Failed"): string {
  return `phase: ${name}`;
}

export const startTime = "startTime: {{ $now | Quote }}";

export const addresses = `{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ with PodIPsWith .spec.nodeName (or .spec.hostNetwork false) (or .metadata.uid "") (or .metadata.name "") (or .metadata.namespace "") }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}`;

/** Conditions and whether they are true, as template expressions. Those that are not given stay. */
export function conditions(values: Partial<Record<"Initialized" | "Ready" | "ContainersReady", string>>): string {
  const list = Object.entries(values).map(
    ([type, value]) => `{{ if ${value} }}
- { type: ${type}, status: "True", reason: "", message: "", lastTransitionTime: {{ $now | Quote }} }
{{ else }}
- { type: ${type}, status: "False", ${type === "Initialized" ? uninitialized : unready}, lastTransitionTime: {{ $now | Quote }} }
{{ end }}`,
  );
  return ["conditions:", ...list].join("\n");
}

const names = (containers: string) =>
  `[{{ range $index, $container := ${containers} }}{{ if $index }} {{ end }}{{ $container.name }}{{ end }}]`;
const uninitialized = `reason: ContainersNotInitialized, message: "containers with incomplete status: ${names("$.spec.initContainers")}"`;
const unready = `reason: ContainersNotReady, message: "containers with unready status: ${names("$.spec.containers")}"`;

/** Follows `conditions`: what controllers outside the cluster would say of a pod that is ready. */
export const readinessGates = `{{ range .spec.readinessGates }}
- { type: {{ .conditionType | Quote }}, status: "True", lastTransitionTime: {{ $now | Quote }} }
{{ end }}`;

/** States of a container: in their templates, `.` is the container. */
export const running = "{ running: { startedAt: {{ $now | Quote }} } }";

export function waiting(reason: string, message?: string): string {
  const text = message === undefined ? "" : `, message: {{ ${message} | Quote }}`;
  return `{ waiting: { reason: ${reason}${text} } }`;
}

export function terminated(exitCode: number, reason: string): string {
  const times = "startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}";
  return `{ terminated: { exitCode: ${exitCode}, reason: ${reason}, ${times} } }`;
}

const before = "(or (get $before .name) dict)";
export const unchanged = `{{ toJson (or (get ${before} "state") dict) }}`;
export const lastUnchanged = `{{ toJson (or (get ${before} "lastState") dict) }}`;

interface Containers {
  /** @default false */
  readonly ready?: boolean;
  readonly state: string;
  readonly lastState?: string;
  /** Adds one to the restarts. */
  readonly isRestart?: boolean;
}

export function containers({ ready = false, state, lastState = lastUnchanged, isRestart = false }: Containers): string {
  const restarts = `(int (or (get ${before} "restartCount") 0))`;
  return `containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: ${ready}
  started: ${ready}
  restartCount: {{ ${isRestart ? `add1 ${restarts}` : restarts} }}
  state: ${state}
  lastState: ${lastState}
{{ end }}`;
}

/** Before and after they have run; sidecars among them run on. */
export function initContainers(haveRun: boolean): string {
  return `initContainerStatuses:
{{ range .spec.initContainers }}
{{ $runs := and ${haveRun} (eq (or .restartPolicy "") "Always") }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: ${haveRun}
  started: {{ $runs }}
  restartCount: 0
  state: {{ if $runs }}${running}{{ else }}${haveRun ? terminated(0, "Completed") : waiting("PodInitializing")}{{ end }}
{{ end }}`;
}
