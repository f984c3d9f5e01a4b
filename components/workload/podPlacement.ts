import { spreadOver } from "./compile/spread";

/** Labels of a namespace that takes pods of the restricted Pod Security Standard only. */
export const restrictedPodsOnly = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
};

/** Spreads the pods with these labels over zones and nodes, those of each rollout by themselves, as far as there is room. */
export const spread = (labels: Readonly<Record<string, string>>) =>
  spreadOver({}, { labels, revisionLabel: "pod-template-hash" });
