import { parseQuantity } from "../../capacity/quantity";
import { addonNames, addonSpec, type AddonName, type AddonSettings } from "../../components/addons/specs";
import { problemsOf } from "../../components/workload/check";
import { inFull, type PartProblem } from "../../components/workload/check/problem";
import { requestsOf } from "../../components/workload/check/place";
import { podRequests } from "../../capacity/podRequests";
import type { Described } from "../../components/workload/model/described";
import { secretAddon } from "../../components/workload/model/secret";
import { leastReplicas, mostPods } from "../../components/workload/model/workloads";
import { podLabels } from "../../components/workload/pod.spec";
import { describedApps, placeInApp, type AppPath, type DescribedApp } from "../apps";
import { groundsOf } from "../grounds";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for every app: each is asked of what the app would deploy, and none names one. */

/** The place of an option, and the message for that place: with the option, where the place does not show it. */
function place(
  apps: PlatformConfig["apps"],
  app: DescribedApp["name"],
  steps: readonly string[],
  problem: string | PartProblem,
): [AppPath, string] {
  const path = placeInApp(apps, app, steps);
  const option = steps.filter((step) => step !== app).join(".");
  const [short, long] = typeof problem === "string" ? [problem, problem] : [problem.message, inFull(problem)];
  return [path, option === "" || path.at(-1) === steps.at(-1) ? short : `${option} ${long}`];
}

const partsAreSound = rule(["apps", "dataPlane", "addons", "network", "versions"], (config, refuse) => {
  const grounds = groundsOf(config);
  for (const { name: app, parts } of describedApps(config.apps)) {
    for (const { part, message } of parts.problems) refuse(...place(config.apps, app, [part], message));
    for (const [part, workload] of parts.workloads) {
      for (const problem of problemsOf(workload, { namespace: app, labels: podLabels(part) }, grounds)) {
        refuse(...place(config.apps, app, [part, ...problem.option.split(".")].filter(Boolean), problem));
      }
    }
  }
});

const secretsAreMade = rule(["apps", "versions"], ({ apps, versions }, refuse) => {
  const pins: Readonly<Partial<Record<string, string>>> = versions.addons;
  if (pins[secretAddon] !== undefined) return;
  const [user] = describedApps(apps).flatMap(({ name, parts }) =>
    [...parts.secrets].flatMap(([part, source]) => ("values" in source ? [] : [`apps.${name} has the secret ${part}`])),
  );
  if (user) refuse(["versions", "addons", secretAddon], `is required because ${user}`);
});

/** A quota that does not hold its apps at their fullest stops them on the busiest day. */
const quotasHold = rule(["apps"], ({ apps }, refuse) => {
  for (const { name, parts } of describedApps(apps)) {
    for (const [resource, hard] of Object.entries(parts.admits.quota ?? {})) {
      const limit = parseQuantity(hard);
      const needed = fullest(parts, resource);
      const message =
        limit === undefined
          ? 'must be a quantity, for example "8" or 16Gi'
          : `must be at least ${amount(resource, needed)}: as much do its parts ask for at their fullest, with one pod more of each Deployment while it is changed`;
      if (limit === undefined || needed > limit) refuse(...place(apps, name, ["quota", resource], message));
    }
  }
});

/** Rounded up, memory to MiB and CPU to thousandths. */
const amount = (resource: string, billionths: bigint): string =>
  resource.endsWith("memory")
    ? `${(billionths + MEBIBYTE - 1n) / MEBIBYTE}Mi`
    : String(Number((billionths + 999_999n) / 1_000_000n) / 1000);

const MEBIBYTE = 1024n ** 2n * 1_000_000_000n;

/** What all parts ask for at once. Of a DaemonSet nothing is counted: the number of nodes decides. */
function fullest({ workloads }: Described, resource: string): bigint {
  let sum = 0n;
  for (const workload of workloads.values()) {
    const most = mostPods(workload);
    if (most === undefined) continue;
    const pods = BigInt(most + (workload.kind === "Deployment" ? 1 : 0));
    const ofOne =
      resource === "pods"
        ? 1_000_000_000n
        : podRequests(requestsOf(workload.args)).get(resource.replace(/^(?:requests|limits)\./, ""));
    sum += pods * (ofOne ?? 0n);
  }
  return sum;
}

const oneFailureIsNoOutage = inProduction(["apps"], ({ apps }, refuse) => {
  for (const { name, parts } of describedApps(apps)) {
    for (const [part, { kind, args }] of parts.workloads) {
      if (kind !== "Deployment" || leastReplicas(args.scale) >= 2) continue;
      const option = ["scale", "replicas" in args.scale ? "replicas" : "min"];
      refuse(...place(apps, name, [part, ...option], "must be at least 2"));
    }
  }
});

const privateRegistry = /^\d{12}\.dkr\.ecr\./;

const imagesAreReachable = rule(["network", "apps"], ({ network, apps }, refuse) => {
  if (network.natGateways !== "none") return;
  for (const { name, parts } of describedApps(apps)) {
    for (const [part, { args }] of parts.workloads) {
      for (const [container, { image }] of Object.entries(args.containers)) {
        if (typeof image !== "string" || privateRegistry.test(image)) continue;
        refuse(
          ...place(
            apps,
            name,
            [part, "containers", container, "image"],
            "must come from a private ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/...) with network.natGateways none",
          ),
        );
      }
    }
  }
});

/** Who does not enforce policies takes them all the same, and lets everything through. */
const isolationHolds = rule(["apps", "addons", "versions", "dataPlane"], ({ apps, addons, dataPlane }, refuse) => {
  const enforces = addonNames.some((name) => isEnforcedBy(name, addons));
  const lax = dataPlane.find(({ kind }) => kind === "auto" || kind === "fargate" || !enforces);
  if (!lax) return;
  const reason =
    lax.kind === "fargate" || lax.kind === "auto"
      ? `the ${lax.kind} group ${lax.name} does not enforce NetworkPolicies`
      : "no add-on enforces NetworkPolicies; the VPC CNI does with networkPolicy: true";
  for (const { name, parts } of describedApps(apps)) {
    if (parts.admits.isolation) refuse(...place(apps, name, ["isolated"], `must be left out: ${reason}`));
  }
});

function isEnforcedBy(name: AddonName, { [name]: own }: AddonSettings): boolean {
  return own !== undefined && addonSpec(name).enforcesNetworkPolicy?.(own) === true;
}

export const appRules = [
  partsAreSound,
  isolationHolds,
  secretsAreMade,
  quotasHold,
  oneFailureIsNoOutage,
  imagesAreReachable,
];
