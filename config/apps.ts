import { z } from "zod";
import { appNames, appSpec, type AppName, type AppSettings } from "../apps/specs";
import type { Exposure } from "../components/exposure/spec";
import { Described } from "../components/workload/model/described";

export const apps = z
  .strictObject(
    Object.fromEntries(
      appNames.map((name) => {
        const { settings, description } = appSpec(name);
        return [name, settings.optional().meta({ description: `${description} Default: not deployed.` })];
      }),
    ),
  )
  .prefault({})
  .meta({ description: "Workloads of the environment, by app." }) as unknown as z.ZodType<
  AppSettings,
  AppSettings | undefined
>;

/** An app that has settings, with what it would deploy. */
export interface DescribedApp {
  readonly name: AppName;
  readonly parts: Described;
}

const known = new WeakMap<AppSettings, readonly DescribedApp[]>();

/** The apps that have settings, each asked once for what it would deploy. */
export function describedApps(settings: AppSettings): readonly DescribedApp[] {
  const asked =
    known.get(settings) ??
    appNames.flatMap((name) => {
      const own = settings[name];
      return own ? [{ name, parts: describe(name, own) }] : [];
    });
  known.set(settings, asked);
  return asked;
}

/** A part of an app that clients outside the cluster reach. */
export interface ExposedWorkload {
  readonly app: AppName;
  /** Its name in the app. */
  readonly workload: string;
  readonly exposure: Exposure;
  /** Where the stack file says so. */
  readonly place: AppPath;
}

/** What the apps expose. */
export const exposedWorkloads = (settings: AppSettings): ExposedWorkload[] =>
  describedApps(settings).flatMap(({ name: app, parts }) =>
    [...parts.workloads].flatMap(([workload, { args }]) =>
      "expose" in args && args.expose
        ? [{ app, workload, exposure: args.expose, place: placeInApp(settings, app, [workload, "expose"]) }]
        : [],
    ),
  );

/** A path in the stack file that leads to an app or into it. */
export type AppPath = readonly ["apps", ...string[]];

/**
 * Where the stack file sets an option, as near as can be told: settings of an app have the names that its parts give them.
 *
 * @param steps the option, from the name of the part on
 */
export function placeInApp(settings: AppSettings, app: AppName, steps: readonly string[]): AppPath {
  const path: ["apps", ...string[]] = ["apps", app];
  let here: unknown = settings[app];
  for (const step of steps) {
    if (typeof here !== "object" || here === null || !(step in here)) continue;
    here = (here as Readonly<Record<string, unknown>>)[step];
    path.push(step);
  }
  return path;
}

function describe(name: AppName, settings: NonNullable<AppSettings[AppName]>): Described {
  const parts = new Described(name);
  appSpec(name).make(settings, parts);
  return parts;
}
