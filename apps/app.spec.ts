import type { z } from "zod";
import type { Parts } from "../components/workload/model/parts";

/** Everything about an app. */
export interface AppSpec<Settings extends z.ZodObject = z.ZodObject> {
  /** What it is for, in a sentence without its name. */
  readonly description: string;
  /** What its block under `apps` takes; the block switches it on. */
  readonly settings: Settings;
  /** Says what it is made of. Called to check the stack file, and again to deploy it. */
  make(settings: z.output<Settings>, parts: Parts): void;
}

/** Checks a spec and keeps the type of its settings. */
export const app = <Settings extends z.ZodObject>(spec: AppSpec<Settings>): AppSpec<Settings> => spec;
