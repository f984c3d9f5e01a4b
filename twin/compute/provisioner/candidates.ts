import { instanceType, type InstanceType, instanceTypeNames } from "../../../capacity/instanceTypes";

/** How EC2's names are made: family, with category and generation, and size. */
const NAME = /^(?<family>(?<category>[a-z]+)(?<generation>\d+)[a-z\d-]*)\.(?<size>.+)$/;

/** An instance type that may be started for pods. */
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
  if (arch === undefined || vcpu === undefined || memoryMiB === undefined) return [];
  return [{ ...type, arch, vcpu, memoryMiB, category, generation: Number(generation), family, size }];
}

/** All that there are, smallest first; x86 first of two equals. */
export const candidates: readonly Candidate[] = instanceTypeNames
  .flatMap((name) => candidateOf(instanceType(name)))
  .sort(
    (a, b) =>
      a.vcpu - b.vcpu ||
      a.memoryMiB - b.memoryMiB ||
      a.arch.localeCompare(b.arch) ||
      a.name.localeCompare(b.name, "en", { numeric: true }),
  );
