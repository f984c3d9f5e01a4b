import type * as pulumi from "@pulumi/pulumi";
import { Alarms, type AlarmsArgs } from "./component";
import type { AlarmsSettings } from "./spec";

/** What others need to know of alarms. */
interface AlarmsOutputs {
  /** Topic that they go to. */
  readonly topicArn?: pulumi.Output<string>;
}

/** The alarms of an environment, if it has some. */
export function createAlarms(
  settings: AlarmsSettings | undefined,
  watched: Omit<AlarmsArgs, keyof AlarmsSettings>,
  opts: pulumi.ComponentResourceOptions,
): AlarmsOutputs {
  if (!settings) return {};
  const { topicArn } = new Alarms("alarms", { ...settings, ...watched }, opts);
  return { topicArn };
}
