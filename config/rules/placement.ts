import { isFargateProfile, isNodeGroup, type DataPlane } from "../dataPlane";
import { logRouterProblems } from "../fargateLogging";
import { selects } from "../fargateSelector";
import type { AddonName } from "../versions";
import { rule } from "./rule";

/** Add-ons that run on every EC2 node, and nowhere else: Auto Mode's nodes have them built in, Fargate takes no DaemonSets. */
const daemonSets: readonly AddonName[] = ["vpc-cni", "kube-proxy", "eks-pod-identity-agent"];

const addonsRunWherePodsDo = rule(["dataPlane", "versions"], ({ dataPlane, versions: { addons } }, refuse) => {
  const nodeGroup = dataPlane.find(isNodeGroup);
  for (const addon of daemonSets) {
    if (nodeGroup && addons[addon] === undefined) {
      refuse(["versions", "addons", addon], `must be given for the ${nodeGroup.kind} group ${nodeGroup.name}`);
    } else if (!nodeGroup && addons[addon] !== undefined) {
      refuse(
        ["versions", "addons", addon],
        "must be left out: it runs on managed and self-managed nodes only, and dataPlane has none",
      );
    }
  }
  const needsNames = dataPlane.find(({ kind }) => kind !== "auto");
  if (needsNames && addons.coredns === undefined) {
    refuse(["versions", "addons", "coredns"], `must be given for the ${needsNames.kind} group ${needsNames.name}`);
  } else if (!needsNames && addons.coredns !== undefined) {
    refuse(["versions", "addons", "coredns"], "must be left out: nodes of Auto Mode answer for names themselves");
  }
});

/** Labels of the add-on's pods. */
const coreDnsLabels = { "k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns" };

const coreDnsHasAPlace = rule(["dataPlane"], ({ dataPlane }, refuse) => {
  if (dataPlane.some(isNodeGroup) || !dataPlane.some(isFargateProfile)) return;
  if (isSelected(dataPlane, "kube-system", coreDnsLabels)) return;
  refuse(
    ["dataPlane"],
    "must hold a fargate profile that selects CoreDNS, as there is no managed or self-managed node for it; add the " +
      'selector "{ namespace: kube-system, labels: { k8s-app: kube-dns } }"',
  );
});

const appsHaveAPlace = rule(["dataPlane", "apps"], ({ dataPlane, apps }, refuse) => {
  if (!dataPlane.every(isFargateProfile)) return;
  for (const app of Object.keys(apps)) {
    if (isSelected(dataPlane, app, { "app.kubernetes.io/name": app })) continue;
    refuse(
      ["dataPlane"],
      `must hold a fargate profile that selects the app ${app}; add the selector "{ namespace: ${app} }"`,
    );
  }
});

const isSelected = (dataPlane: DataPlane, namespace: string, labels: Readonly<Record<string, string>>) =>
  dataPlane
    .filter(isFargateProfile)
    .some(({ selectors }) => selectors.some((selector) => selects(selector, namespace, labels)));

const logsHaveASource = rule(["dataPlane", "addons"], ({ dataPlane, addons }, refuse) => {
  if (!addons.fargateLogging || dataPlane.some(isFargateProfile)) return;
  refuse(["addons", "fargateLogging"], "must be left out: dataPlane has no fargate profile");
});

const logRouterTakesTheFiles = rule(["addons"], ({ addons: { fargateLogging } }, refuse) => {
  for (const { file, message } of logRouterProblems(fargateLogging ?? {})) {
    refuse(["addons", "fargateLogging", file], message);
  }
});

const warmPrefixesAreMeant = rule(["addons"], ({ addons: { "vpc-cni": cni } }, refuse) => {
  if (cni.warmTargets.prefixes === undefined || cni.prefixDelegation) return;
  refuse(["addons", "vpc-cni", "warmTargets", "prefixes"], "must be left out without prefixDelegation");
});

export const placementRules = [
  addonsRunWherePodsDo,
  coreDnsHasAPlace,
  appsHaveAPlace,
  logsHaveASource,
  logRouterTakesTheFiles,
  warmPrefixesAreMeant,
];
