import { distance } from "fastest-levenshtein";
import table from "./eni-limits.json";

/** What EC2 gives an instance of one type, as far as pods and their addresses depend on it. */
export interface InstanceType {
  readonly name: string;
  /** Network interfaces of the default network card. */
  readonly enis: number;
  /** IPv4 addresses that one interface can hold, its own primary address included. */
  readonly ipv4PerEni: number;
  readonly hypervisor: "nitro" | "xen" | "unknown";
  readonly bareMetal: boolean;
  /** Not published for a few old, Mac and bare metal types. */
  readonly vcpu?: number;
  /** Nominal memory; the kernel sees a little less. Not published for a few types. */
  readonly memoryMiB?: number;
  readonly arch?: "amd64" | "arm64";
  /** Interfaces for pods with security groups of their own; absent where the type can't have any. */
  readonly branchEnis?: number;
}

type Limits = Omit<InstanceType, "name">;

const limits = new Map<string, Limits>(Object.entries(table.instances as unknown as Record<string, Limits>));

/** Every known type's name, sorted. */
export const instanceTypeNames: readonly string[] = [...limits.keys()].sort();

export function isInstanceType(name: string): boolean {
  return limits.has(name);
}

/**
 * The published limits of an EC2 instance type.
 *
 * @throws when the type is not in the table; the message names the types it may have been meant for.
 * @see https://github.com/aws/amazon-vpc-cni-k8s/blob/master/misc/eni-max-pods.txt
 */
export function instanceType(name: string): InstanceType {
  const found = limits.get(name);
  if (found) return { ...found, name };
  const near = nearestNames(name);
  const hint = near.length > 0 ? `; did you mean ${near.join(", ")}?` : "";
  throw new Error(`unknown EC2 instance type "${name}"${hint}`);
}

/** Up to three known names that look like the given one, best first. */
function nearestNames(name: string): string[] {
  const wanted = name.toLowerCase();
  return instanceTypeNames
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate) }))
    .filter(({ edits }) => edits <= 3)
    .sort((a, b) => a.edits - b.edits || a.candidate.localeCompare(b.candidate))
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
