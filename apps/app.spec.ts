import type { z } from "zod";
import type { PodSettings } from "../components/workload/pod.spec";

/** Kinds of app, by what runs their pods: those that serve all the time have `replicas`. */
interface Kinds {
  readonly deployment: PodSettings & { readonly replicas: number };
  readonly cronJob: PodSettings;
}

/** Everything about an app that is known without running the program. */
export interface AppSpec<Kind extends keyof Kinds = keyof Kinds, Settings extends z.ZodObject = z.ZodObject> {
  /** What it is for, in a sentence without its name. */
  readonly description: string;
  readonly kind: Kind;
  /** What its block under `apps` takes; the block switches it on. */
  readonly settings: Settings;
}

/** Checks a spec and keeps the type of its settings. */
export const app = <Kind extends keyof Kinds, Settings extends z.ZodObject & z.ZodType<Kinds[Kind]>>(
  spec: AppSpec<Kind, Settings>,
): AppSpec<Kind, Settings> => spec;
