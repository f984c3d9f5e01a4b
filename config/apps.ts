import { z } from "zod";
import { appNames, appSpecs, type AppSettings } from "../apps/specs";

export const apps = z
  .strictObject(
    Object.fromEntries(
      appNames.map((name) => {
        const { settings, description } = appSpecs[name];
        return [name, settings.optional().meta({ description: `${description} Default: not deployed.` })];
      }),
    ),
  )
  .prefault({})
  .meta({ description: "Workloads of the environment, by app." }) as unknown as z.ZodType<
  AppSettings,
  AppSettings | undefined
>;
