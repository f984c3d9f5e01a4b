import { instanceType, isInstanceType } from "../capacity/instanceTypes";
import { isNodeGroup, type NodeGroup } from "../components/dataPlane/spec";
import type { PlatformConfig } from "../config/sections";

/** Instance families that share a quota of vCPUs, and its codes. */
interface FamilyClass {
  readonly name: string;
  /** Letters before the digit: `m` of `m7i.large`. */
  readonly families: readonly string[];
  readonly onDemand: string;
  /** AWS sells the others on demand only. */
  readonly spot?: string;
}

/**
 * Codes as `aws service-quotas list-service-quotas --service-code ec2` listed them in public repositories, 2024 to 2026.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html#ec2-on-demand-instances-limits
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-limits.html
 */
const classes: readonly FamilyClass[] = [
  {
    name: "Standard",
    families: ["a", "c", "d", "h", "i", "im", "is", "m", "r", "t", "z"],
    onDemand: "L-1216C47A",
    spot: "L-34B43A08",
  },
  { name: "G and VT", families: ["g", "gr", "vt"], onDemand: "L-DB2E81BA", spot: "L-3819A6DF" },
  { name: "P", families: ["p"], onDemand: "L-417A185B", spot: "L-7212CCBC" },
  { name: "Inf", families: ["inf"], onDemand: "L-1945791B", spot: "L-B5D1601B" },
  { name: "Trn", families: ["trn"], onDemand: "L-2C3B7624", spot: "L-6B0D517C" },
  { name: "X", families: ["x"], onDemand: "L-7295265B", spot: "L-E3A00192" },
  { name: "F", families: ["f"], onDemand: "L-74FC7D96", spot: "L-88CF9481" },
  { name: "DL", families: ["dl"], onDemand: "L-6E869C2A" },
  { name: "HPC", families: ["hpc"], onDemand: "L-F7808C92" },
  { name: "High Memory", families: ["u"], onDemand: "L-43DA4232" },
];

/** vCPUs that groups may come to run at their maximum, of one class and one way to buy. */
export interface InstanceNeed {
  /** `on-demand Standard`; of types that no class is known for, their family. */
  readonly name: string;
  readonly vcpus: number;
  readonly code?: string;
  /** Types whose vCPUs are not published: they are not in the sum. */
  readonly unsized: readonly string[];
}

/** A group of several types is taken to run the largest of each class. */
export function instanceNeeds({ dataPlane, network }: Pick<PlatformConfig, "dataPlane" | "network">): InstanceNeed[] {
  const needs = new Map<string, InstanceNeed>();
  for (const group of dataPlane.filter(isNodeGroup)) {
    const groups = group.perZone ? network.availabilityZones.length : 1;
    for (const { purchase, nodes } of purchases(group)) {
      for (const shared of new Set(group.instanceTypes.map(classOf))) {
        const types = group.instanceTypes.filter((type) => classOf(type) === shared);
        const found = classes.find(({ name }) => name === shared);
        const name = `${purchase} ${shared}`;
        const before = needs.get(name) ?? { vcpus: 0, unsized: [] };
        needs.set(name, {
          name,
          code: purchase === "spot" ? found?.spot : found?.onDemand,
          vcpus: before.vcpus + groups * nodes * Math.max(...types.map((type) => vcpusOf(type) ?? 0)),
          unsized: [...before.unsized, ...types.filter((type) => vcpusOf(type) === undefined)],
        });
      }
    }
  }
  return [...needs.values()];
}

function purchases(group: NodeGroup): { purchase: "on-demand" | "spot"; nodes: number }[] {
  const { capacityType, scaling } = group;
  if (capacityType === "on-demand") return [{ purchase: "on-demand", nodes: scaling.max }];
  const base = group.kind === "self-managed" ? group.onDemandBase : 0;
  return [
    ...(base > 0 ? [{ purchase: "on-demand" as const, nodes: base }] : []),
    { purchase: "spot", nodes: scaling.max - base },
  ];
}

/** Name of the type's class, or its family where no class has it. */
function classOf(type: string): string {
  const family = /^[a-z]+/.exec(type)?.[0] ?? type;
  return classes.find(({ families }) => families.includes(family))?.name ?? family;
}

const vcpusOf = (type: string): number | undefined => (isInstanceType(type) ? instanceType(type).vcpu : undefined);
