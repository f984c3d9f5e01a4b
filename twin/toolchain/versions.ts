import table from "./tool-versions.json";

/** A Kubernetes minor as EKS names it: `1.36`. */
export type KubernetesMinor = string;

/** The oldest Go that builds every tool of the table; Go itself fetches a newer toolchain where it is allowed to (`GOTOOLCHAIN=auto`). */
export const minimumGo = table.go.minimum;

/** The pulumi that is built where PATH has none. */
export const pulumiVersion = table.pulumi.version;

/**
 * The oldest pulumi that is taken from PATH: the engine must be no older than the `@pulumi/pulumi` SDK that talks to it.
 * Every release since then has the `--client` flag, by which the twin hands the engine its own language host.
 */
export const minimumPulumi = table.pulumi.minimum;

/**
 * One etcd for all Kubernetes minors, the release that 1.36 requires. Kubernetes 1.37 would bring 3.7, but etcd refuses data of a newer minor:
 * an environment could then no longer be rolled back from 1.37 to 1.36, which EKS allows.
 */
export const etcdVersion = table.etcd.version;

export const kwokVersion = table.kwok.version;

export const metricsServerVersion = table["metrics-server"].version;

/**
 * The modules of the official Kubernetes provider. Its release for the npm package embeds this Helm; its own `ssa` does not compile with the Kubernetes
 * modules of {@link sharedMinor}.
 */
export const kubernetesProviderModules = table.kubernetesProvider;

/** The minor whose modules share one graph with the other tools. */
export const sharedMinor: KubernetesMinor = "1.36";

/** The minors that the twin can run, oldest first. */
export const kubernetesMinors: readonly KubernetesMinor[] = Object.keys(table.kubernetes);

/**
 * The patch release that stands for a minor.
 *
 * @throws when the table has none
 */
export function kubernetesVersion(minor: KubernetesMinor): string {
  const version = new Map(Object.entries(table.kubernetes)).get(minor);
  if (version === undefined) {
    throw new Error(
      `The twin has no control plane of Kubernetes ${minor}; it has ${kubernetesMinors.join(", ")} (twin/toolchain/tool-versions.json).`,
    );
  }
  return version;
}

/** Whether a dotted version is the minimum or newer, by its numbers alone: `3.260.0-alpha.1` counts as `3.260.0`. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [given, wanted] = [numbers(version), numbers(minimum)];
  for (const [index, number] of wanted.entries()) {
    const difference = (given[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbers(version: string): number[] {
  return (/\d+(\.\d+)*/.exec(version)?.[0] ?? "").split(".").map(Number);
}
