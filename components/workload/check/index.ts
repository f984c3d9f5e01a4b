import type { Grounds } from "../model/nodeSets";
import type { Workload } from "../model/workloads";
import { checkContainers } from "./containers";
import { checkPlace, type Whereabouts } from "./place";
import { collect, type PartProblem } from "./problem";
import { checkVocabulary } from "./vocabulary";
import { checkKind } from "./workload";

/** Everything that is wrong with a workload, found before anything of it is made. */
export const problemsOf = (workload: Workload, pods: Whereabouts, grounds?: Grounds): PartProblem[] => {
  const own = collect((report) => {
    checkContainers(workload.args, report);
    checkKind(workload, report);
  });
  // Amounts and names must be sound before anything can be worked out from them.
  if (own.length > 0 || !grounds) return own;
  return collect((report) => {
    checkPlace(workload, pods, grounds, report);
    checkVocabulary(workload, grounds.kubernetesVersion, report);
  });
};
