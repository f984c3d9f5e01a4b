import { addonNames, addonSpec, type AddonName } from "../../components/addons/specs";
import { isSelected, needsFargate, placeOf, placesIn } from "../../components/dataPlane/place.spec";
import type { Place, PodIdentity } from "../../components/spec/feature";
import { listed } from "../../components/spec/lists";
import type { PlatformConfig } from "../sections";
import { inProduction } from "./production";
import { rule } from "./rule";

/** Rules for every add-on: each is asked of what the specs say, and none names one. */

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

const podsFindFargate = rule(["dataPlane", "versions"], ({ dataPlane, versions }, refuse) => {
  for (const name of pinned(versions)) {
    const { runsOn, pods } = addonSpec(name);
    if (!pods || !needsFargate(dataPlane, { runsOn }) || isSelected(dataPlane, pods)) continue;
    refuse(
      ["dataPlane"],
      `must include a Fargate profile that selects the add-on ${name}, which has no node to run on; add the selector "${selectorOf(pods)}"`,
    );
  }
});

/** A namespace of its own is enough; a shared one takes a label as well. */
function selectorOf({ namespace, labels }: PodIdentity): string {
  const [[key, value] = []] = Object.entries(labels);
  return namespace === "kube-system"
    ? `{ namespace: ${namespace}, labels: { ${key}: ${value} } }`
    : `{ namespace: ${namespace} }`;
}

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

const oneFailureIsNoOutage = inProduction(["addons", "versions"], ({ addons }, refuse) => {
  for (const [name, settings] of Object.entries(addons)) {
    if ("replicas" in settings && typeof settings.replicas === "number" && settings.replicas < 2) {
      refuse(["addons", name, "replicas"], "must be at least 2");
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
  addonsReachAws,
];
