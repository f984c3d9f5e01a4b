import { configNamespace } from "../config/namespace";
import { readStackFile } from "../config/stackFile";

/** Configuration of a stack file as Pulumi hands it to the program: every value that is no string as JSON. An encrypted value stays so. */
export const stackConfig = (text: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(readStackFile(text).values).map(([section, value]) => [
      `${configNamespace}:${section}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
