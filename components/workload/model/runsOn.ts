import { listed } from "../../spec/lists";
import { platforms, type Platform } from "./container";
import type { Grounds, NodeSet, Taint } from "./nodeSets";

/** What `runsOn` comes to. */
export interface Placement {
  /** Of these one must hold: labels, with the values that will do. */
  readonly terms: readonly Readonly<Record<string, readonly string[]>>[];
  readonly tolerations: readonly Taint[];
  /** The nodes that it leaves. */
  readonly nodeSets: readonly NodeSet[];
}

export const anywhere = (grounds: Grounds): Placement => ({
  terms: [],
  tolerations: [],
  nodeSets: grounds.nodeSets.filter(({ taints }) => !taints.some(keepsPodsOff)),
});

export const keepsPodsOff = ({ effect }: Pick<Taint, "effect">): boolean => effect !== "PreferNoSchedule";

/**
 * Works out labels and tolerations from the words of `runsOn`.
 *
 * @throws with the reason why no node is left, in words for the stack file's reader.
 */
export function placementOf(words: readonly string[] | undefined, grounds: Grounds): Placement {
  if (words === undefined || words.includes("fargate")) return anywhere(grounds);
  for (const word of words) {
    if (isGeneral(word) || grounds.nodeSets.some(({ name }) => name === word)) continue;
    const known = [...general, ...grounds.nodeSets.map(({ name }) => name)];
    throw new Error(`must be words of ${listed([...new Set(known)], "or")}, not ${word}`);
  }
  const nodeSets = grounds.nodeSets.filter(
    (set) => words.every((word) => holds(word, set)) && (words.includes(set.name) || !isForAddons(set)),
  );
  if (nodeSets.length === 0) {
    throw new Error(`must leave some nodes: no group or node pool is ${listed(words)}`);
  }
  const unlabelled = nodeSets.find((set) => needsOwnLabel(words, set) && !hasOwnLabel(set, grounds.nodeSets));
  if (unlabelled) {
    throw new Error(
      `needs a label that tells the nodes of ${unlabelled.name} apart: give the group one that no other has, for example labels: { group: ${unlabelled.name} }`,
    );
  }
  return {
    terms: nodeSets.map((set) => term(words, set)),
    tolerations: nodeSets.flatMap(({ taints }) => taints.filter(keepsPodsOff)),
    nodeSets,
  };
}

/** Nodes that are kept for the add-ons of a cluster take other pods by name alone. */
const isForAddons = ({ taints }: NodeSet): boolean => taints.some(({ key }) => key === "CriticalAddonsOnly");

const general = ["spot", "on-demand", ...platforms, "fargate", "auto"] as const;
const isGeneral = (word: string): word is (typeof general)[number] => general.some((each) => each === word);
const isPlatform = (word: string): word is Platform => platforms.some((each) => each === word);

function holds(word: string, { name, startedBy, capacityTypes, platforms: runs }: NodeSet): boolean {
  if (word === "auto") return startedBy === "auto";
  if (word === "spot" || word === "on-demand") return capacityTypes.includes(word);
  if (isPlatform(word)) return runs.includes(word);
  return name === word;
}

/** EKS and Karpenter label nodes with how they were bought, and Karpenter with its pool; the rest is left to labels of one's own. */
const needsOwnLabel = (words: readonly string[], { name, startedBy, capacityTypes }: NodeSet): boolean =>
  words.some((word) =>
    word === name
      ? startedBy === "managed" || startedBy === "self-managed"
      : startedBy === "self-managed" && capacityTypes.some((type) => type === word),
  );

const hasOwnLabel = ({ name, labels }: NodeSet, all: readonly NodeSet[]): boolean =>
  Object.entries(labels).some(([key, value]) =>
    all.every((other) => other.name === name || other.labels[key] !== value),
  );

function term(words: readonly string[], set: NodeSet): Readonly<Record<string, readonly string[]>> {
  const { name, startedBy, labels } = set;
  const bought = words.filter((word) => word === "spot" || word === "on-demand");
  const built = words.filter(isPlatform);
  const own = needsOwnLabel(words, set) ? Object.entries(labels).map(([key, value]) => [key, [value]] as const) : [];
  return {
    ...Object.fromEntries(own),
    ...(built.length > 0 && { "kubernetes.io/arch": built }),
    ...(startedBy === "auto" && { "eks.amazonaws.com/compute-type": ["auto"] }),
    ...(startedBy === "karpenter" || words.includes(name) ? poolOf(set) : {}),
    ...(bought.length > 0 && boughtAs(startedBy, bought)),
  };
}

const poolOf = ({ name, startedBy }: NodeSet): Readonly<Record<string, string[]>> =>
  startedBy === "karpenter" || startedBy === "auto" ? { "karpenter.sh/nodepool": [name] } : {};

function boughtAs(startedBy: NodeSet["startedBy"], types: readonly string[]): Readonly<Record<string, string[]>> {
  switch (startedBy) {
    case "managed":
      return { "eks.amazonaws.com/capacityType": types.map((type) => (type === "spot" ? "SPOT" : "ON_DEMAND")) };
    case "karpenter":
    case "auto":
      return { "karpenter.sh/capacity-type": [...types] };
    case "self-managed":
      return {};
  }
}
