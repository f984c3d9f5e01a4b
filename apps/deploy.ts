import type * as pulumi from "@pulumi/pulumi";
import { appComponents, type App, type AppComponents } from "./components";
import { appNames, type AppName, type AppSettings } from "./specs";

/** Deploys the apps that have settings, and tells for each what a person runs to see it at work. */
export const deployApps = (
  settings: AppSettings,
  opts: pulumi.ComponentResourceOptions,
): Record<string, pulumi.Output<string>> =>
  Object.fromEntries(
    appNames.flatMap((name) => {
      const deployed = deploy(name, settings, opts);
      return deployed ? [[name, deployed.command]] : [];
    }),
  );

function deploy<Name extends AppName>(
  name: Name,
  { [name]: own }: Pick<AppSettings, Name>,
  opts: pulumi.ComponentResourceOptions,
): App | undefined {
  const components: AppComponents = appComponents;
  return own && new components[name](name, own, opts);
}
