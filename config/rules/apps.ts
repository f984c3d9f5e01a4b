import { parseQuantity } from "../../capacity/quantity";
import { problemsOf } from "../../components/workload/check";
import { requestsOf } from "../../components/workload/check/place";
import { podRequests } from "../../capacity/podRequests";
import type { Described } from "../../components/workload/model/described";
import { secretAddon } from "../../components/workload/model/secret";
import { leastReplicas, mostPods } from "../../components/workload/model/workloads";
import { podLabels } from "../../components/workload/pod.spec";
import { describedApps, type DescribedApp } from "../apps";
import { groundsOf } from "../grounds";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for every app: each is asked of what the app would deploy, and none names one. */

type Path = readonly ["apps", ...string[]];

/**
 * Where the stack file sets an option of a part, as near as can be told, and the message for that place: settings of an app
 * have the names that its parts give them.
 */
function place(
  apps: PlatformConfig["apps"],
  app: DescribedApp["name"],
  part: string,
  option: string,
  message: string,
): [Path, string] {
  const path: ["apps", ...string[]] = ["apps", app];
  let here: unknown = apps[app];
  for (const step of [part, ...option.split(".")]) {
    if (typeof here !== "object" || here === null || !(step in here)) continue;
    here = (here as Readonly<Record<string, unknown>>)[step];
    path.push(step);
  }
  const last = option.split(".").at(-1);
  const whole = [part === app ? "" : part, option].filter(Boolean).join(".");
  return [path, option !== "" && path.at(-1) === last ? message : `${whole && `${whole} `}${message}`];
}

const partsAreSound = rule(["apps", "dataPlane", "addons", "network", "versions"], (config, refuse) => {
  const grounds = groundsOf(config);
  for (const { name: app, parts } of describedApps(config.apps)) {
    for (const { part, message } of parts.problems) refuse(...place(config.apps, app, part, "", message));
    for (const [part, workload] of parts.workloads) {
      for (const { option, message } of problemsOf(workload, { namespace: app, labels: podLabels(part) }, grounds)) {
        refuse(...place(config.apps, app, part, option, message));
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
      if (limit === undefined) {
        refuse(...place(apps, name, "quota", resource, `must be a quantity, for example "8" or 16Gi, not ${hard}`));
      } else if (fullest(parts, resource) > limit) {
        const needed = Number((fullest(parts, resource) + 999_999n) / 1_000_000n) / 1000;
        refuse(
          ...place(
            apps,
            name,
            "quota",
            resource,
            `must be at least ${needed}: its parts ask for as much at their fullest, one pod more of each during a roll-out`,
          ),
        );
      }
    }
  }
});

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
        : podRequests(requestsOf(workload.args)).get(resource.replace(/^requests\./, ""));
    sum += pods * (ofOne ?? 0n);
  }
  return sum;
}

const oneFailureIsNoOutage = inProduction(["apps"], ({ apps }, refuse) => {
  for (const { name, parts } of describedApps(apps)) {
    for (const [part, { kind, args }] of parts.workloads) {
      if (kind !== "Deployment" || leastReplicas(args.scale) >= 2) continue;
      const option = "replicas" in args.scale ? "scale.replicas" : "scale.min";
      refuse(...place(apps, name, part, option, "must be at least 2"));
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
            part,
            `containers.${container}.image`,
            "must come from a private ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/...) with network.natGateways none",
          ),
        );
      }
    }
  }
});

export const appRules = [partsAreSound, secretsAreMade, quotasHold, oneFailureIsNoOutage, imagesAreReachable];
