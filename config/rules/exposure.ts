import type { Scheme } from "../../components/addons/networkLoadBalancer.spec";
import {
  controllers,
  controllerNames,
  controllerSpec,
  pinnedControllers,
  type Controller,
} from "../../components/exposure/controllers.spec";
import { isCertified, zoneOf } from "../../components/dns/zones.spec";
import { isProvenInZones } from "../../components/exposure/issuers.spec";
import { beyond, describeLimit } from "../../components/exposure/limits.spec";
import { groupOf, settingsOfAlb } from "../../components/exposure/sharing.spec";
import { besideOf, certificateAddons } from "../../components/exposure/spec";
import { listed } from "../../components/spec/lists";
import { accountOfArn, regionOfArn } from "../account";
import { exposedWorkloads, type ExposedWorkload } from "../apps";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for what apps expose: each is asked of every app. */

interface ExposedApp extends Pick<ExposedWorkload, "exposure" | "place"> {
  /** The option below `expose` that its certificate is from. */
  readonly tlsOption: "tls" | "tlsBeside";
}

/** What apps expose. */
const exposed = ({ apps }: Pick<PlatformConfig, "apps">): ExposedApp[] =>
  exposedWorkloads(apps).map(({ exposure, place }) => ({ exposure, place, tlsOption: "tls" }));

/** The same as the controller beside the first one serves it. */
const exposedBeside = (config: Pick<PlatformConfig, "apps">): ExposedApp[] =>
  exposed(config).map(({ place, exposure }) => ({
    place,
    exposure: besideOf(exposure),
    tlsOption: exposure.tlsBeside ? "tlsBeside" : "tls",
  }));

/** Each certificate that is asked for. */
const certificates = (config: Pick<PlatformConfig, "apps">): ExposedApp[] => [
  ...exposed(config),
  ...exposedBeside(config).filter(({ tlsOption }) => tlsOption === "tlsBeside"),
];

/** What each controller serves. */
function served(config: Pick<PlatformConfig, "apps" | "exposure">) {
  const { controller, beside } = config.exposure;
  return [
    ...(controller === undefined ? [] : [{ controller, apps: exposed(config) }]),
    ...(beside === undefined || beside === controller ? [] : [{ controller: beside, apps: exposedBeside(config) }]),
  ];
}

const pin = (addon: string) => `versions.addons.${addon}`;

const appsAreServed = rule(["apps", "exposure", "versions"], ({ apps, exposure, versions }, refuse) => {
  const [first] = exposed({ apps });
  if (!first || exposure.controller !== undefined) return;
  const pinned = pinnedControllers(versions.addons);
  if (pinned.length === 0) {
    const addons = [...new Set(controllerNames.map((name) => pin(controllers[name].addon)))];
    refuse(
      first.place,
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
  for (const { place, exposure: own, tlsOption } of certificates({ apps })) {
    const { tls } = own;
    const addon = tls && certificateAddons[tls.kind];
    if (addon !== undefined) users.set(addon, users.get(addon) ?? `${place.join(".")}.${tlsOption} is ${tls?.kind}`);
  }
  for (const [addon, reason] of users) {
    if (pins[addon] === undefined) refuse(["versions", "addons", addon], `is required because ${reason}`);
  }
});

const controllersDiffer = rule(["exposure"], ({ exposure: { controller, beside } }, refuse) => {
  if (beside === undefined) return;
  if (beside === controller) refuse(["exposure", "beside"], "must be another controller than exposure.controller");
});

/** Scheme of the load balancer that the controller's add-on has for all apps, where it has one. */
function ownScheme({ addons }: Pick<PlatformConfig, "addons">, controller: Controller): Scheme | undefined {
  const settings = addons[controllers[controller].addon];
  return settings && "scheme" in settings ? settings.scheme : undefined;
}

const controllersCanDoIt = rule(["apps", "exposure", "addons", "versions"], (config, refuse) => {
  const told = new Set<string>();
  for (const { controller, apps } of served(config)) {
    for (const { place, exposure, tlsOption } of apps) {
      for (const limit of beyond(exposure, controller, ownScheme(config, controller))) {
        const option = limit.option.map((key) => (key === "tls" ? tlsOption : key));
        const path = [...place, ...option] as const;
        if (told.has(path.join("."))) continue;
        told.add(path.join("."));
        refuse(path, describeLimit(exposure, limit, controller));
      }
    }
  }
});

const certificatesBesideDiffer = rule(["apps", "exposure"], ({ apps, exposure: { beside } }, refuse) => {
  for (const { place, exposure } of exposed({ apps })) {
    const { tls, tlsBeside } = exposure;
    if (!tlsBeside) continue;
    const option = [...place, "tlsBeside"] as const;
    if (beside === undefined) refuse(option, "must be left out without exposure.beside: nothing serves it");
    else if (tlsBeside.kind === tls?.kind) refuse([...option, "kind"], "must be another kind than tls.kind");
  }
});

const hostsDiffer = rule(["apps"], ({ apps }, refuse) => {
  const owners = new Map<string, string>();
  for (const { place, exposure } of exposed({ apps })) {
    const owner = owners.get(exposure.host);
    if (owner === undefined) owners.set(exposure.host, place.join("."));
    else refuse([...place, "host"], `must differ from ${owner}.host: a host has one app`);
  }
});

const certificatesAreOfThePlace = rule(["account", "region", "apps"], ({ account, region, apps }, refuse) => {
  for (const { place, exposure, tlsOption } of certificates({ apps })) {
    const arn = exposure.tls?.kind === "acm" ? exposure.tls.certificateArn : undefined;
    if (arn !== undefined && (regionOfArn(arn) !== region || accountOfArn(arn) !== account.id)) {
      refuse(
        [...place, tlsOption, "certificateArn"],
        `must be a certificate in ${region} (region) of account ${account.id} (account.id), where the load balancer is`,
      );
    }
  }
});

const hostsHaveCertificates = rule(["apps", "dns"], ({ apps, dns }, refuse) => {
  const names = Object.values(dns.certificates).flatMap(({ domainName, subjectAlternativeNames }) => [
    domainName,
    ...subjectAlternativeNames,
  ]);
  const given = names.length > 0 ? `they are for ${listed(names)}` : "there is none";
  for (const { place, exposure, tlsOption } of certificates({ apps })) {
    const { host, tls } = exposure;
    if (tls?.kind !== "acm" || tls.certificateArn !== undefined || isCertified(host, names)) continue;
    refuse(
      [...place, "host"],
      `must be a host that a certificate of dns.certificates is for (${given}): add one, or name another in ${tlsOption}.certificateArn`,
    );
  }
});

const hostsAreProvable = rule(["apps", "addons", "versions", "dns"], ({ apps, addons, dns }, refuse) => {
  const open = dns.zones.filter((zone) => !zone.private);
  const names = open.map((zone) => zone.name);
  for (const { place, exposure } of certificates({ apps })) {
    if (open.length === 0 || !isProvenInZones(exposure, addons) || zoneOf(exposure.host, open)) continue;
    refuse(
      [...place, "host"],
      `must lie in a public zone of dns.zones, ${listed(names, "or")}: its issuer proves hosts there alone`,
    );
  }
});

const sharersAgree = rule(["apps", "exposure"], (config, refuse) => {
  const firsts = new Map<string, ExposedApp>();
  for (const app of served(config).find(({ controller }) => controller === "alb")?.apps ?? []) {
    const group = groupOf(app.exposure);
    if (group === undefined) continue;
    const first = firsts.get(group) ?? app;
    firsts.set(group, first);
    for (const { what, option, value } of settingsOfAlb) {
      if (value(app.exposure) === value(first.exposure)) continue;
      refuse(
        [...app.place, ...option(app.exposure)],
        `must agree with ${first.place.join(".")}: ${what} for the whole ALB that they share; "loadBalancer: own" gives an app one of its own`,
      );
    }
  }
});

const webAclIsUsed = rule(["account", "region", "exposure"], ({ account, region, exposure }, refuse) => {
  const { webAclArn: arn } = exposure;
  if (arn === undefined) return;
  const isAlb = (name: Controller | undefined) => name && controllers[name].addon === controllers.alb.addon;
  if (!isAlb(exposure.controller) && !isAlb(exposure.beside)) {
    refuse(["exposure", "webAclArn"], "must be left out: AWS WAF works at ALBs, which alb and lbc-gateway make");
  } else if (regionOfArn(arn) !== region || accountOfArn(arn) !== account.id) {
    refuse(
      ["exposure", "webAclArn"],
      `must be a web ACL in ${region} (region) of account ${account.id} (account.id), where the load balancers are`,
    );
  }
});

const trafficIsEncrypted = inProduction(["apps"], (config, refuse) => {
  for (const { place, exposure } of exposed(config)) {
    if (exposure.tls) continue;
    refuse([...place, "tls"], 'is required: a kind of certificate, or "{ kind: none }" to serve plain HTTP on purpose');
  }
});

export const exposureRules = [
  appsAreServed,
  addonsAreInstalled,
  controllersDiffer,
  controllersCanDoIt,
  hostsDiffer,
  certificatesBesideDiffer,
  certificatesAreOfThePlace,
  hostsHaveCertificates,
  hostsAreProvable,
  sharersAgree,
  webAclIsUsed,
  trafficIsEncrypted,
];
