import { createRequire } from "node:module";
import { join } from "node:path";
import { project } from "../config/findStackFile";
import { record, type Recorded, type RecordOptions } from "./record";

/** What runs when it is loaded: index.ts itself, and the configuration that it imports. */
const loadedAnew = ["index", "config/current"];

/**
 * Runs the whole program of a checkout for a stack, as often as one likes: only what runs on loading is loaded anew.
 *
 * @param folder of the checkout; with another than this one, its program is run on this one's packages
 */
export async function recordProgram(
  stack: string,
  config: Readonly<Record<string, string>>,
  {
    folder = project,
    ...options
  }: Omit<RecordOptions, "stack" | "config" | "place"> & { readonly folder?: string } = {},
): Promise<Recorded> {
  const load = createRequire(join(folder, "index.ts"));
  const account = JSON.parse(config["eks-platform:account"] ?? "{}") as { readonly id: string };
  const place = { accountId: account.id, region: config["eks-platform:region"] ?? "" };
  const before = process.cwd();
  process.chdir(folder); // as Pulumi does: paths of charts are relative to it
  try {
    return await record(
      () => {
        for (const file of loadedAnew) Reflect.deleteProperty(load.cache, load.resolve(join(folder, file)));
        return load(join(folder, "index")) as unknown;
      },
      { ...options, stack, config, place },
    );
  } finally {
    process.chdir(before);
  }
}
