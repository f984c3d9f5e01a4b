import { deployApps } from "../../apps/deploy";
import type { AppName } from "../../apps/specs";
import { appSpec } from "../../apps/specs";
import { recordComponent } from "../helpers/component";

/** Records what an app deploys with these settings, and the command that shows it at work. */
export async function recordApp(name: AppName, settings: object) {
  let command: string | undefined;
  const recording = await recordComponent((opts) => {
    const cluster = { clusterName: "demo", clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/demo" };
    const apps = { [name]: appSpec(name).settings.parse(settings) };
    const { appCommands } = deployApps({ apps, cluster, region: "eu-west-1" }, opts);
    command = appCommands[name];
  });
  return { recording, command };
}
