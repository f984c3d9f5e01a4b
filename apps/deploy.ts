import type * as pulumi from "@pulumi/pulumi";
import type { ExposureSettings } from "../components/exposure/controllers.spec";
import { appComponents, type App, type AppComponents } from "./components";
import { appNames, type AppName, type AppSettings } from "./specs";

export interface DeployArgs {
  /** An app with settings is deployed. */
  readonly apps: AppSettings;
  readonly exposure: ExposureSettings;
}

/** What a person needs to reach the apps, by app. */
interface Deployed {
  /** What to run to see the app at work. */
  readonly appCommands: Record<string, pulumi.Output<string>>;
  /** Of those that are exposed: the URL, and the load balancer that its host must name, by controller. */
  readonly exposedApps: Record<
    string,
    { readonly url: string; readonly addresses: pulumi.Output<Record<string, string>> }
  >;
}

/** Deploys the apps that have settings. */
export function deployApps({ apps, exposure }: DeployArgs, opts: pulumi.ComponentResourceOptions): Deployed {
  const deployed = appNames.flatMap((name): [AppName, App][] => {
    const app = deploy(name, apps, exposure, opts);
    return app ? [[name, app]] : [];
  });
  return {
    appCommands: Object.fromEntries(deployed.map(([name, { command }]) => [name, command])),
    exposedApps: Object.fromEntries(
      deployed.flatMap(([name, { exposed }]) =>
        exposed ? [[name, { url: exposed.url, addresses: exposed.addresses }]] : [],
      ),
    ),
  };
}

function deploy<Name extends AppName>(
  name: Name,
  { [name]: own }: Pick<AppSettings, Name>,
  exposure: ExposureSettings,
  opts: pulumi.ComponentResourceOptions,
): App | undefined {
  const components: AppComponents = appComponents;
  return own && new components[name](name, { ...own, exposure }, opts);
}
