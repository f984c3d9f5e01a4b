import { cpus, loadavg } from "node:os";
import { findEnvironment, knownEnvironments } from "../twin/environment";

/** Above this load for each core, times say more about the other work than about the program. */
const QUIET_LOAD = 0.5;

export interface Machine {
  /** Processes that ran or waited to, on average over the last minute. */
  readonly load: number;
  readonly cores: number;
  /** Names of the environments that the twin holds. */
  readonly environments: readonly string[];
}

export function thisMachine(): Machine {
  const environments = knownEnvironments().map(({ name }) => name);
  return { load: loadavg()[0] ?? 0, cores: cpus().length, environments };
}

/** What stands in the way of a measurement; empty when nothing does. */
export function obstacles({ load, cores, environments }: Machine, options: { readonly busy?: boolean }): string[] {
  const { name } = findEnvironment("dev");
  return [
    ...(environments.includes(name)
      ? [
          `The twin holds ${name}, which the benchmark brings up and destroys: \`npm run twin -- destroy ${name}\` first.`,
        ]
      : []),
    ...(load > QUIET_LOAD * cores && !options.busy
      ? [
          `The machine is busy: its load is ${load.toFixed(1)}, with ${cores} cores at most ${QUIET_LOAD * cores} is allowed. ` +
            "Wait for the other work to end, or measure anyway with --busy.",
        ]
      : []),
  ];
}
