import type { SettingsOf } from "../components/spec/feature";
import type { AppSpec } from "./app.spec";
import { echo } from "./echo/spec";
import { hello } from "./hello/spec";
import { shop } from "./shop/spec";

/** Every app there is, by its name in the stack file, which is its namespace as well. */
export const appSpecs = { hello, echo, shop };

export type AppName = keyof typeof appSpecs;

/** Settings of apps, by name. */
export type AppSettings = { readonly [Name in AppName]?: SettingsOf<(typeof appSpecs)[Name]> };

export const appNames = Object.keys(appSpecs) as AppName[];

/** What is known of any app. */
export const appSpec = (name: AppName): AppSpec => appSpecs[name];
