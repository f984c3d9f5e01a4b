import type { Workload } from "../model/workloads";
import type { Report } from "./problem";

/**
 * What not every minor has: the first one in which it works without a feature gate.
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/feature-gates/
 */
const since = { tolerance: "1.35", restartRules: "1.35" } as const;

/** Options that the API server of this minor would drop without a word, or refuse. */
export function checkVocabulary({ args }: Workload, kubernetesVersion: string, report: Report): void {
  const isNew = (option: keyof typeof since) => minorOf(kubernetesVersion) < minorOf(since[option]);
  const refuse = (option: keyof typeof since, place: string) =>
    report(place, `must be left out: Kubernetes ${kubernetesVersion} does not have it, ${since[option]} does`);
  if ("scale" in args && "tolerance" in args.scale && args.scale.tolerance !== undefined && isNew("tolerance")) {
    refuse("tolerance", "scale.tolerance");
  }
  for (const [name, { restartRules }] of Object.entries(args.containers)) {
    if (restartRules && isNew("restartRules")) refuse("restartRules", `containers.${name}.restartRules`);
  }
}

const minorOf = (version: string): number => Number(version.split(".")[1]);
