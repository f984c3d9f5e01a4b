import type * as pulumi from "@pulumi/pulumi";
import type { Exposed, ServedBy } from "../components/exposure/component";
import { Echo } from "./echo/component";
import { Hello } from "./hello/component";
import type { AppName, AppSettings } from "./specs";

/** An app that is deployed. */
export interface App extends pulumi.Resource {
  /** What a person runs to see the app at work. */
  readonly command: pulumi.Output<string>;
  /** What makes the app reachable from outside the cluster, where its settings ask for it. */
  readonly exposed?: Exposed | undefined;
}

type AppComponent<Name extends AppName> = new (
  name: string,
  args: NonNullable<AppSettings[Name]> & ServedBy,
  opts?: pulumi.ComponentResourceOptions,
) => App;

export type AppComponents = { readonly [Name in AppName]: AppComponent<Name> };

/** What deploys each app of specs.ts. */
export const appComponents = { hello: Hello, echo: Echo } satisfies AppComponents;
