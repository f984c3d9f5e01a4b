import type { AppName } from "../../apps/specs";
import {
  controllers,
  controllerNames,
  controllerSpec,
  pinnedControllers,
} from "../../components/exposure/controllers.spec";
import { beyond, describeLimit } from "../../components/exposure/limits.spec";
import { certificateAddons, type Exposure } from "../../components/exposure/spec";
import { listed } from "../../components/spec/lists";
import { accountOfArn, regionOfArn } from "../account";
import { describedApps } from "../apps";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for what apps expose: each is asked of every app. */

/** What apps expose. */
const exposed = ({ apps }: Pick<PlatformConfig, "apps">): { readonly name: AppName; readonly exposure: Exposure }[] =>
  describedApps(apps).flatMap(({ name, parts }) =>
    [...parts.workloads.values()].flatMap(({ args }) =>
      "expose" in args && args.expose ? [{ name, exposure: args.expose }] : [],
    ),
  );

const pin = (addon: string) => `versions.addons.${addon}`;

const appsAreServed = rule(["apps", "exposure", "versions"], ({ apps, exposure, versions }, refuse) => {
  const [first] = exposed({ apps });
  if (!first || exposure.controller !== undefined) return;
  const pinned = pinnedControllers(versions.addons);
  if (pinned.length === 0) {
    const addons = [...new Set(controllerNames.map((name) => pin(controllers[name].addon)))];
    refuse(
      ["apps", first.name, "expose"],
      `must be left out: the environment has nothing that serves it; add ${listed(addons, "or")} to have it served`,
    );
  } else {
    const addons = [...new Set(pinned.map((name) => pin(controllers[name].addon)))];
    refuse(["exposure", "controller"], `is required because ${listed(addons)} are given: one of ${pinned.join(", ")}`);
  }
});

const addonsAreInstalled = rule(["apps", "exposure", "versions"], ({ apps, exposure, versions }, refuse) => {
  const pins: Readonly<Partial<Record<string, string>>> = versions.addons;
  const users = new Map<string, string>();
  for (const role of ["controller", "beside"] as const) {
    const name = exposure[role];
    if (name === undefined) continue;
    const { addon, needs = [] } = controllerSpec(name);
    for (const each of [addon, ...needs]) users.set(each, users.get(each) ?? `exposure.${role} is ${name}`);
  }
  for (const {
    name,
    exposure: { tls },
  } of exposed({ apps })) {
    const addon = tls && certificateAddons[tls.kind];
    if (addon !== undefined) users.set(addon, users.get(addon) ?? `apps.${name}.expose.tls is ${tls?.kind}`);
  }
  for (const [addon, reason] of users) {
    if (pins[addon] === undefined) refuse(["versions", "addons", addon], `is required because ${reason}`);
  }
});

const controllersDiffer = rule(["exposure"], ({ exposure: { controller, beside } }, refuse) => {
  if (beside === undefined) return;
  if (beside === controller) refuse(["exposure", "beside"], "must be another controller than exposure.controller");
});

const controllersCanDoIt = rule(["apps", "exposure"], ({ apps, exposure: { controller, beside } }, refuse) => {
  const serving = [...new Set([controller, beside])].filter((name) => name !== undefined);
  for (const { name, exposure } of exposed({ apps })) {
    const told = new Set<string>();
    for (const serves of serving) {
      for (const limit of beyond(exposure, serves)) {
        const place = limit.option.join(".");
        if (told.has(place)) continue;
        told.add(place);
        refuse(["apps", name, "expose", ...limit.option], describeLimit(exposure, limit, serves));
      }
    }
  }
});

const hostsDiffer = rule(["apps"], ({ apps }, refuse) => {
  const owners = new Map<string, AppName>();
  for (const { name, exposure } of exposed({ apps })) {
    const owner = owners.get(exposure.host);
    if (owner === undefined) owners.set(exposure.host, name);
    else refuse(["apps", name, "expose", "host"], `must differ from apps.${owner}.expose.host: a host has one app`);
  }
});

const certificatesAreOfThePlace = rule(["account", "region", "apps"], ({ account, region, apps }, refuse) => {
  for (const {
    name,
    exposure: { tls },
  } of exposed({ apps })) {
    const arn = tls?.kind === "acm" ? tls.certificateArn : undefined;
    if (arn !== undefined && (regionOfArn(arn) !== region || accountOfArn(arn) !== account.id)) {
      refuse(
        ["apps", name, "expose", "tls", "certificateArn"],
        `must be a certificate in ${region} (region) of account ${account.id} (account.id), where the load balancer is`,
      );
    }
  }
});

const trafficIsEncrypted = inProduction(["apps"], (config, refuse) => {
  for (const { name, exposure } of exposed(config)) {
    if (exposure.tls) continue;
    refuse(
      ["apps", name, "expose", "tls"],
      'is required: a kind of certificate, or "{ kind: none }" to serve plain HTTP on purpose',
    );
  }
});

export const exposureRules = [
  appsAreServed,
  addonsAreInstalled,
  controllersDiffer,
  controllersCanDoIt,
  hostsDiffer,
  certificatesAreOfThePlace,
  trafficIsEncrypted,
];
