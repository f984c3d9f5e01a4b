import { imageFamily } from "../../capacity/images";
import type { AddonSource } from "../../components/addons/addon.spec";
import { addonNames, addonSpec } from "../../components/addons/specs";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { listed } from "../../components/spec/lists";
import { incompatibility, knownBuilds } from "../../upgrade/addonVersions";
import { chartIncompatibility, chartsAsOf } from "../../upgrade/chartVersions";
import {
  eksVersion,
  isOffered,
  maxVersionSkew,
  minorOf,
  minorsAhead,
  minorsIn,
  supportPhase,
  versionsAsOf,
} from "../../upgrade/eksVersions";

import { rule } from "./rule";

const controlPlaneIsOffered = rule(["versions"], ({ versions: { kubernetes } }, refuse) => {
  const phase = supportPhase(kubernetes);
  if (isOffered(phase)) return;
  const offered =
    `must be ${listed(minorsIn("standard"), "or")} (standard support), ` +
    `or ${listed(minorsIn("extended"), "or")} (extended): EKS on ${versionsAsOf}, upgrade/eks-versions.json`;
  const ended =
    phase === "ended" ? `; all support of ${kubernetes} ended on ${eksVersion(kubernetes)?.endOfExtended}` : "";
  refuse(["versions", "kubernetes"], `${offered}${ended}`);
});

const supportIsPaidFor = rule(["cluster", "versions"], ({ cluster, versions }, refuse) => {
  if (cluster.upgradePolicy !== "standard" || supportPhase(versions.kubernetes) !== "extended") return;
  const ended = eksVersion(versions.kubernetes)?.endOfStandard;
  refuse(
    ["cluster", "upgradePolicy"],
    `must be extended for Kubernetes ${versions.kubernetes}, whose standard support ended on ${ended}: ` +
      "with standard, AWS upgrades the control plane on a day of its own choice; or raise versions.kubernetes",
  );
});

const nodesAreNotNewer = rule(["versions"], ({ versions: { kubernetes, nodes } }, refuse) => {
  if (!nodes) return;
  const behind = minorsAhead(kubernetes, nodes.kubernetes);
  const place = ["versions", "nodes", "kubernetes"] as const;
  if (behind < 0) {
    refuse(place, `must not be newer than the control plane (${kubernetes}): raise versions.kubernetes first`);
  } else if (behind > maxVersionSkew) {
    refuse(
      place,
      `must be at most ${maxVersionSkew} minors older than the control plane (${kubernetes}): raise the nodes first`,
    );
  }
});

const releaseIsOfTheNodes = rule(["versions"], ({ versions: { nodes } }, refuse) => {
  if (nodes?.al2023 !== undefined && minorOf(nodes.al2023) !== nodes.kubernetes) {
    refuse(
      ["versions", "nodes", "al2023"],
      `must be a release of versions.nodes.kubernetes (${nodes.kubernetes}): ${nodes.kubernetes}.<patch>-<date>`,
    );
  }
});

const imagesArePinned = rule(["dataPlane", "versions"], ({ dataPlane, versions: { kubernetes, nodes } }, refuse) => {
  const groups = dataPlane.filter(isNodeGroup);
  const [first] = groups;
  if (first && !nodes) {
    refuse(
      ["versions", "nodes"],
      `is required because dataPlane has the ${first.kind} group ${first.name}, for example ` +
        `{ kubernetes: "${kubernetes}", ${imageFamily(first.amiType)}: ${releaseExamples[imageFamily(first.amiType)]} }`,
    );
    return;
  }
  for (const family of ["al2023", "bottlerocket"] as const) {
    const group = groups.find(({ amiType }) => imageFamily(amiType) === family);
    if (group && nodes?.[family] === undefined) {
      refuse(
        ["versions", "nodes", family],
        `is required because group ${group.name} has the image ${group.amiType}, for example ${releaseExamples[family]}`,
      );
    }
  }
});

const releaseExamples = { al2023: "1.36.4-20260930", bottlerocket: "1.65.0-0be31b34" };

const addonsFitTheControlPlane = rule(["versions"], ({ versions: { kubernetes, addons } }, refuse) => {
  for (const name of addonNames) {
    const pin = addons[name];
    if (pin === undefined) continue;
    const problem = problemOf[addonSpec(name).source.kind](name, pin, kubernetes);
    if (problem !== undefined) refuse(["versions", "addons", name], problem);
  }
});

type PinProblem = (addon: string, pin: string, minor: string) => string | undefined;

const problemOf: Readonly<Record<AddonSource["kind"], PinProblem>> = {
  eksAddon(addon, build, minor) {
    const reason = incompatibility(addon, build, minor);
    if (reason === undefined) return undefined;
    const [known] = knownBuilds(addon, minor);
    return `${reason}; ${known === undefined ? "see aws eks describe-addon-versions" : `for example ${known}`}`;
  },
  chart(addon, version, minor) {
    const reason = chartIncompatibility(addon, version, minor);
    return reason && `${reason}: upgrade/charts.json of ${chartsAsOf}`;
  },
};

export const versionRules = [
  controlPlaneIsOffered,
  supportIsPaidFor,
  nodesAreNotNewer,
  releaseIsOfTheNodes,
  imagesArePinned,
  addonsFitTheControlPlane,
];
