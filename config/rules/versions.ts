import { incompatibility, knownBuilds } from "../../upgrade/addonVersions";
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
import { listed, rule } from "./rule";

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
  if (minorOf(nodes.release) !== nodes.kubernetes) {
    refuse(
      ["versions", "nodes", "release"],
      `must be a release of versions.nodes.kubernetes (${nodes.kubernetes}): ${nodes.kubernetes}.<patch>-<date>`,
    );
  }
});

const addonsFitTheControlPlane = rule(["versions"], ({ versions: { kubernetes, addons } }, refuse) => {
  for (const [addon, build] of Object.entries(addons)) {
    const reason = incompatibility(addon, build, kubernetes);
    if (reason === undefined) continue;
    const [known] = knownBuilds(addon, kubernetes);
    const hint = known === undefined ? "see aws eks describe-addon-versions" : `such as ${known}`;
    refuse(["versions", "addons", addon], `${reason}; ${hint}`);
  }
});

export const versionRules = [
  controlPlaneIsOffered,
  supportIsPaidFor,
  nodesAreNotNewer,
  releaseIsOfTheNodes,
  addonsFitTheControlPlane,
];
