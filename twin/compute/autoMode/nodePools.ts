import { instanceType, type InstanceType, instanceTypeNames } from "../../../capacity/instanceTypes";
import type { V1Taint } from "../../aws/eks/kubernetes/types";

/** A node pool that comes with Auto Mode. */
export interface NodePool {
  readonly name: string;
  readonly architectures: readonly ("amd64" | "arm64")[];
  readonly taints: readonly V1Taint[];
}

/** https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html */
const builtIn: readonly NodePool[] = [
  { name: "general-purpose", architectures: ["amd64"], taints: [] },
  {
    name: "system",
    architectures: ["amd64", "arm64"],
    taints: [{ key: "CriticalAddonsOnly", effect: "NoSchedule" }],
  },
];

/** The built-in pools of these names. */
export function builtInPools(names: readonly string[]): NodePool[] {
  return builtIn.filter(({ name }) => names.includes(name));
}

/** How EC2's names are made: family, with category and generation, and size. */
const NAME = /^(?<family>(?<category>[a-z]+)(?<generation>\d+)[a-z\d-]*)\.(?<size>.+)$/;

/** Sizes that Auto Mode does not start: they hold little more than what every node runs. */
const TOO_SMALL = ["nano", "micro", "small"];

/** An instance type that a pool may start. */
export interface Candidate extends InstanceType {
  readonly arch: "amd64" | "arm64";
  readonly vcpu: number;
  readonly memoryMiB: number;
  readonly category: string;
  readonly generation: number;
  readonly family: string;
  readonly size: string;
}

function candidateOf(type: InstanceType): Candidate[] {
  const { arch, vcpu, memoryMiB } = type;
  const { category = "", generation = "0", family = "", size = "" } = NAME.exec(type.name)?.groups ?? {};
  const isOffered =
    ["c", "m", "r"].includes(category) &&
    Number(generation) > 4 &&
    !type.bareMetal &&
    type.hypervisor === "nitro" &&
    !TOO_SMALL.includes(size);
  if (!isOffered || arch === undefined || vcpu === undefined || memoryMiB === undefined) return [];
  return [{ ...type, arch, vcpu, memoryMiB, category, generation: Number(generation), family, size }];
}

/** What the built-in pools may start, smallest first; x86 first of two equals. */
export const candidates: readonly Candidate[] = instanceTypeNames
  .flatMap((name) => candidateOf(instanceType(name)))
  .sort(
    (a, b) =>
      a.vcpu - b.vcpu ||
      a.memoryMiB - b.memoryMiB ||
      a.arch.localeCompare(b.arch) ||
      a.name.localeCompare(b.name, "en", { numeric: true }),
  );
