import type { Candidate } from "../provisioner/candidates";
import type { NodePool } from "../provisioner/provisioner";

type Architecture = Candidate["arch"];

/** Sizes that Auto Mode does not start: they hold little more than what every node runs. */
const TOO_SMALL = ["nano", "micro", "small"];

const isOffered = ({ category, generation, bareMetal, hypervisor, size }: Candidate) =>
  ["c", "m", "r"].includes(category) &&
  generation > 4 &&
  !bareMetal &&
  hypervisor === "nitro" &&
  !TOO_SMALL.includes(size);

const pool = (name: string, architectures: readonly Architecture[], taints: NodePool["taints"] = []): NodePool => ({
  name,
  taints,
  accepts: (type) => architectures.includes(type.arch) && isOffered(type),
});

/** https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html */
const builtIn: readonly NodePool[] = [
  pool("general-purpose", ["amd64"]),
  pool("system", ["amd64", "arm64"], [{ key: "CriticalAddonsOnly", effect: "NoSchedule" }]),
];

/** The built-in pools of these names. */
export function builtInPools(names: readonly string[]): NodePool[] {
  return builtIn.filter(({ name }) => names.includes(name));
}
