/** Labels of a namespace that takes pods of the restricted Pod Security Standard only. */
export const restrictedPodsOnly = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
};

/** Spreads the pods with these labels over zones and nodes, those of each rollout by themselves, as far as there is room. */
export const spread = (matchLabels: Readonly<Record<string, string>>) =>
  ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels },
    matchLabelKeys: ["pod-template-hash"],
  }));
