import { fargateSize } from "../../../capacity/fargateSize";
import { podRequests, type PodRequests } from "../../../capacity/podRequests";
import { listed } from "../../spec/lists";
import { resourcesOf } from "../compile/resources";
import type { Grounds, NodeSet } from "../model/nodeSets";
import { containerOrder, platformsOf, type Pod } from "../model/pod";
import { placementOf, type Placement } from "../model/runsOn";
import { NodePath, Storage } from "../model/sources";
import type { Workload } from "../model/workloads";
import type { Report } from "./problem";

/** The pods of a workload, as a Fargate profile sees them. */
export interface Whereabouts {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether some node of the environment could ever run the pods; the reason if none could. */
export function checkPlace({ kind, args }: Workload, pods: Whereabouts, grounds: Grounds, report: Report): void {
  checkSpread(args, grounds, report);
  const hasNodes = grounds.nodeSets.length > 0;
  const profile = grounds.fargate.profileOf(pods.namespace, { ...args.labels, ...pods.labels });
  if (kind === "DaemonSet" && !hasNodes) {
    report("", "must be left out: Fargate runs no DaemonSet, and dataPlane has nothing else");
  } else if (kind !== "DaemonSet" && profile !== undefined) {
    checkFargate(args, profile, report);
  } else if (args.runsOn?.includes("fargate") || !hasNodes) {
    const needs = `needs a Fargate profile in dataPlane that selects its pods: ${selectorOf(pods, grounds)}`;
    report(args.runsOn ? "runsOn" : "", needs);
  } else {
    const placement = attempt(() => placementOf(args.runsOn, grounds));
    if (placement instanceof Error) report("runsOn", placement.message);
    else checkNodes(args, placement, report);
  }
}

const selectorOf = ({ namespace }: Whereabouts, { fargate: { profiles } }: Grounds): string =>
  `add { namespace: ${namespace} } to the selectors of ${profiles.length > 0 ? listed(profiles, "or") : "a new group of kind fargate"}`;

function attempt<Value>(make: () => Value): Value | Error {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** https://docs.aws.amazon.com/eks/latest/userguide/fargate.html#fargate-considerations */
function checkFargate(pod: Pod, profile: string, report: Report): void {
  const others = pod.runsOn?.filter((word) => word !== "fargate" && word !== "amd64") ?? [];
  if (others.length > 0) {
    report("runsOn", `must be fargate: the profile ${profile} selects its pods, and Fargate is not ${listed(others)}`);
    return;
  }
  for (const [name, { files = {}, securityContext, requests, platforms }] of Object.entries(pod.containers)) {
    for (const [path, source] of Object.entries(files)) {
      if (source instanceof Storage || source instanceof NodePath) {
        report(
          `containers.${name}.files.${path}`,
          `must be left out: the profile ${profile} runs the pod on Fargate, which mounts EFS alone`,
        );
      }
    }
    if (securityContext && "privileged" in securityContext) {
      report(`containers.${name}.securityContext`, "must not be privileged on Fargate");
    }
    for (const device of Object.keys(requests).filter((each) => each.includes("/"))) {
      report(`containers.${name}.requests.${device}`, "must be left out: Fargate has no such devices");
    }
    if (platforms && !platforms.includes("amd64")) {
      report(`containers.${name}.platforms`, `must include amd64: the profile ${profile} runs the pod on Fargate`);
    }
  }
  const size = attempt(() => fargateSize(requestsOf(pod)));
  if (size instanceof Error) report("containers", `must ask for less: ${size.message}`);
}

function checkNodes(pod: Pod, { nodeSets }: Placement, report: Report): void {
  if (nodeSets.length === 0) {
    report("runsOn", "must name a group: every group has a taint that keeps pods off");
    return;
  }
  const able = nodeSets.filter(({ platforms }) => platforms.some((each) => platformsOf(pod).includes(each)));
  if (able.length === 0) {
    const there = [...new Set(nodeSets.flatMap(({ platforms }) => platforms))];
    const needed = `${listed(there, "or")}, the architecture of the nodes: they are for ${listed(platformsOf(pod))}`;
    report("containers", `must have images for ${needed}`);
    return;
  }
  const requests = podRequests(requestsOf(pod));
  const wanted = { cpu: requests.get("cpu") ?? 0n, memory: requests.get("memory") ?? 0n };
  const holds = (machine: typeof wanted) => wanted.cpu <= machine.cpu && wanted.memory <= machine.memory;
  if (able.some(({ machines }) => machines.length === 0 || machines.some(holds))) return;
  report(
    "containers",
    `must ask for less than ${amounts(wanted)}, or the nodes be larger: ${listed(able.map(largest))}`,
  );
}

function largest({ name, machines }: NodeSet): string {
  const [best] = [...machines].sort((a, b) => Number(b.memory - a.memory));
  return best ? `${name} (${best.type}) has ${amounts(best)} for pods` : name;
}

const GIB = 1024n ** 3n;
const amounts = ({ cpu, memory }: { readonly cpu: bigint; readonly memory: bigint }): string =>
  `${Number(cpu / 1_000_000n) / 1000} CPU and ${(Number(memory / 1_000_000n) / 1000 / Number(GIB)).toFixed(1)} GiB`;

/** The pod as the scheduler counts it. */
export function requestsOf({ containers }: Pod): PodRequests {
  const { main, init } = containerOrder(containers);
  const of = (names: readonly string[]) =>
    names.flatMap((name) => {
      const container = containers[name];
      return container ? [{ container, resources: resourcesOf(container) }] : [];
    });
  return {
    containers: of(main),
    initContainers: of(init).map(({ container, resources }) => ({
      resources,
      ...(container.sidecar && { restartPolicy: "Always" }),
    })),
  };
}

function checkSpread({ spread = {} }: Pod, { zones }: Grounds, report: Report): void {
  const { minZones } = spread;
  if (minZones !== undefined && minZones > zones)
    report("spread.minZones", `must not be more than the zones there are (${zones})`, minZones);
}
