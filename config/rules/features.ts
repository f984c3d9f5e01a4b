import { appNames } from "../../apps/specs";
import { addonNames, addonSpec, type AddonName } from "../../components/addons/specs";
import { isSelected, needsFargate, placeOf, placesIn } from "../../components/dataPlane/place.spec";
import type { Place, PodIdentity } from "../../components/spec/feature";
import { listed } from "../../components/spec/lists";
import { podsOf } from "../../components/workload/pod.spec";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for every add-on and every app: each is asked of what the specs say, and none names one. */

const placeNames: Readonly<Record<Place, string>> = {
  ec2: "managed and self-managed nodes",
  fargate: "Fargate",
  auto: "nodes of Auto Mode",
};

const addonsRunSomewhere = rule(["dataPlane", "versions"], ({ dataPlane, versions }, refuse) => {
  const there = placesIn(dataPlane);
  for (const name of pinned(versions)) {
    const { runsOn, builtInto = [] } = addonSpec(name);
    if (there.some((place) => runsOn.includes(place))) continue;
    const without = there.filter((place) => builtInto.includes(place)).map((place) => placeNames[place]);
    refuse(
      ["versions", "addons", name],
      `must be left out: it runs on ${listed(runsOn.map((place) => placeNames[place]))} only, and dataPlane has none` +
        (without.length > 0 ? `; it is built into ${listed(without)}` : ""),
    );
  }
});

const addonsOfThePlacesAreThere = rule(["dataPlane", "versions"], ({ dataPlane, versions }, refuse) => {
  for (const name of addonNames) {
    if (versions.addons[name] !== undefined) continue;
    const group = dataPlane.find((each) => addonSpec(name).requiredOn?.includes(placeOf(each)));
    if (!group) continue;
    refuse(["versions", "addons", name], `is required because dataPlane has the ${group.kind} group ${group.name}`);
  }
});

const neededAddonsAreThere = rule(["dataPlane", "versions"], ({ dataPlane, versions }, refuse) => {
  const there = placesIn(dataPlane);
  for (const needed of addonNames) {
    const { runsOn, requiredOn = [] } = addonSpec(needed);
    if (versions.addons[needed] !== undefined) continue;
    // Where the needed one can't run, the other does without: on Fargate without the Pod Identity agent, for example.
    const user = pinned(versions).find((name) => {
      const { needs = [], runsOn: userRunsOn } = addonSpec(name);
      return needs.includes(needed) && there.some((place) => runsOn.includes(place) && userRunsOn.includes(place));
    });
    if (user === undefined) continue;
    if (there.some((place) => requiredOn.includes(place))) continue; // Reported already.
    refuse(["versions", "addons", needed], `is required because versions.addons.${user} needs it`);
  }
});

const addonsGoTogether = rule(["versions"], ({ versions }, refuse) => {
  for (const name of pinned(versions)) {
    const other = pinned(versions).find((each) => addonSpec(name).conflicts?.includes(each));
    if (other === undefined) continue;
    refuse(["versions", "addons", name], `must be left out beside versions.addons.${other}: take one of the two`);
  }
});

const podsFindFargate = rule(["dataPlane", "versions", "apps"], ({ dataPlane, versions, apps }, refuse) => {
  const features = [
    ...pinned(versions).map((name) => ({ ...addonSpec(name), what: `the add-on ${name}` })),
    ...appNames
      .filter((name) => apps[name] !== undefined)
      .map((name) => ({ runsOn: everywhere, pods: podsOf(name), what: `the app ${name}` })),
  ];
  for (const { what, runsOn, pods } of features) {
    if (!pods || !needsFargate(dataPlane, { runsOn }) || isSelected(dataPlane, pods)) continue;
    refuse(
      ["dataPlane"],
      `must include a Fargate profile that selects ${what}, which has no node to run on; add the selector "${selectorOf(pods)}"`,
    );
  }
});

const everywhere: readonly Place[] = ["ec2", "fargate", "auto"];

/** A namespace of its own is enough; a shared one takes a label as well. */
function selectorOf({ namespace, labels }: PodIdentity): string {
  const [[key, value] = []] = Object.entries(labels);
  return namespace === "kube-system"
    ? `{ namespace: ${namespace}, labels: { ${key}: ${value} } }`
    : `{ namespace: ${namespace} }`;
}

/** What the stack file sets for each add-on and each app that is switched on. */
const settingsOf = ({ addons, apps }: Pick<PlatformConfig, "addons" | "apps">) =>
  (
    [
      ["addons", addons],
      ["apps", apps],
    ] as const
  ).flatMap(([section, features]) =>
    Object.entries(features).map(([name, settings]): [typeof section, string, object] => [section, name, settings]),
  );

const oneIngressClassIsTheDefault = rule(["addons", "versions"], ({ addons }, refuse) => {
  const [first, ...others] = Object.entries(addons).flatMap(([name, settings]) =>
    "isDefaultIngressClass" in settings && settings.isDefaultIngressClass ? [name] : [],
  );
  for (const name of others) {
    refuse(
      ["addons", name, "isDefaultIngressClass"],
      `must be false: addons.${first}.isDefaultIngressClass is true, and one controller takes the Ingresses that name no class`,
    );
  }
});

const oneFailureIsNoOutage = inProduction(["addons", "versions", "apps"], (config, refuse) => {
  for (const [section, name, settings] of settingsOf(config)) {
    if ("replicas" in settings && typeof settings.replicas === "number" && settings.replicas < 2) {
      refuse([section, name, "replicas"], "must be at least 2");
    }
  }
});

const addonsReachAws = rule(["network", "versions"], ({ network, versions }, refuse) => {
  if (network.natGateways !== "none") return;
  for (const name of pinned(versions)) {
    const missing = (addonSpec(name).calls ?? []).filter((service) => !network.interfaceEndpoints.includes(service));
    if (missing.length === 0) continue;
    refuse(
      ["network", "interfaceEndpoints"],
      `must include ${listed(missing)} with natGateways none: versions.addons.${name} could not reach AWS`,
    );
  }
});

const privateRegistry = /^\d{12}\.dkr\.ecr\./;

const imagesAreReachable = rule(["network", "addons", "versions", "apps"], ({ network, ...config }, refuse) => {
  if (network.natGateways !== "none") return;
  for (const [section, name, settings] of settingsOf(config)) {
    if (!("image" in settings) || typeof settings.image !== "string" || privateRegistry.test(settings.image)) continue;
    refuse(
      [section, name, "image"],
      "must come from a private ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/...) with network.natGateways none",
    );
  }
});

const pinned = ({ addons }: PlatformConfig["versions"]): AddonName[] =>
  addonNames.filter((name) => addons[name] !== undefined);

export const featureRules = [
  addonsRunSomewhere,
  addonsOfThePlacesAreThere,
  neededAddonsAreThere,
  addonsGoTogether,
  podsFindFargate,
  oneIngressClassIsTheDefault,
  oneFailureIsNoOutage,
  imagesAreReachable,
  addonsReachAws,
];
