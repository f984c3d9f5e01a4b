import { changedStackFile, type StackName } from "../stackText";
import { accountMistakes } from "./account";
import { appsMistakes } from "./apps";
import { capacityMistakes } from "./capacity";
import { chartsMistakes, productionChartsMistakes } from "./charts";
import { clusterMistakes } from "./cluster";
import { dataPlaneMistakes } from "./dataPlane";
import { dnsMistakes } from "./dns";
import { exposureMistakes } from "./exposure";
import { ingressMistakes } from "./ingress";
import { keysMistakes } from "./keys";
import { kindMistakes } from "./kinds";
import { networkMistakes } from "./network";
import { productionMistakes } from "./production";
import { scalingMistakes } from "./scaling";
import { secretsMistakes } from "./secrets";
import { registryMistakes } from "./registry";
import { versionsMistakes } from "./versions";
import { watchingMistakes } from "./watching";
import { workloadMistakes } from "./workloads";
import type { Mistake } from "./mistake";

/** A stack file that must be refused. */
export interface BrokenStackFile extends Pick<Mistake, "title" | "problems"> {
  readonly stack: StackName;
  /** The whole file. */
  readonly text: () => string;
}

const broken =
  (stack: StackName) =>
  ({ title, changes, problems }: Mistake): BrokenStackFile => ({
    title,
    stack,
    problems,
    text: () => changedStackFile(stack, changes),
  });

/** Every stack file that must be refused, with the messages that a person must read. */
export const brokenStackFiles: readonly BrokenStackFile[] = [
  ...[
    ...keysMistakes,
    ...accountMistakes,
    ...networkMistakes,
    ...clusterMistakes,
    ...dataPlaneMistakes,
    ...kindMistakes,
    ...capacityMistakes,
    ...versionsMistakes,
    ...appsMistakes,
    ...workloadMistakes,
    ...chartsMistakes,
    ...scalingMistakes,
    ...secretsMistakes,
    ...dnsMistakes,
    ...exposureMistakes,
    ...ingressMistakes,
    ...registryMistakes,
    ...watchingMistakes,
  ].map(broken("dev")),
  ...[...productionMistakes, ...productionChartsMistakes].map(broken("prod")),
];
