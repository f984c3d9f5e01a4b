import * as pulumi from "@pulumi/pulumi";
import { Deployed, type DeployedArgs } from "../components/workload/deployed";
import { appNames, appSpec, type AppName, type AppSettings } from "./specs";

export interface DeployArgs extends DeployedArgs {
  /** An app with settings is deployed. */
  readonly apps: AppSettings;
}

/** What a person needs to reach the apps. */
interface Reached {
  /** What to run to see an app at work, by app. */
  readonly appCommands: Record<string, string>;
  /** Of what is exposed: the URL, and the load balancer that its host must name, by controller. */
  readonly exposedApps: Record<
    string,
    { readonly url: string; readonly addresses: pulumi.Output<Record<string, string>> }
  >;
}

/** Deploys the apps that have settings. */
export function deployApps({ apps, exposure, ...others }: DeployArgs, opts: pulumi.ComponentResourceOptions): Reached {
  const args = { ...others, exposure: { ...exposure, after: opts.dependsOn } };
  const deployed = appNames.flatMap((name) => {
    const settings = apps[name];
    return settings ? [new App(name, { ...args, settings }, opts).deployed] : [];
  });
  return {
    appCommands: Object.fromEntries(
      deployed.flatMap(({ app, served }) => {
        const shown = served.find(({ exposed }) => exposed) ?? served[0];
        return shown?.port === undefined
          ? []
          : [[app, `kubectl --namespace ${app} port-forward service/${shown.name} 8080:${shown.port}`]];
      }),
    ),
    exposedApps: Object.fromEntries(
      deployed.flatMap(({ app, served }) =>
        served.flatMap(({ name, exposed }) =>
          exposed ? [[name === app ? app : `${app}-${name}`, { url: exposed.url, addresses: exposed.addresses }]] : [],
        ),
      ),
    ),
  };
}

interface AppArgs extends DeployedArgs {
  readonly settings: NonNullable<AppSettings[AppName]>;
}

/** An app in a namespace of its own: what its spec says that it is made of. */
class App extends pulumi.ComponentResource {
  readonly deployed: Deployed;

  constructor(name: AppName, { settings, ...args }: AppArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks-platform:apps:App", name, {}, opts);
    this.deployed = new Deployed(name, args, this);
    appSpec(name).make(settings, this.deployed);
    this.registerOutputs();
  }
}
