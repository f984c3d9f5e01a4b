import { parseStackFile } from "../../config/stackFile";
import { preflight as askAws } from "../../preflight/run";
import type { Environment } from "../environment";
import { type SessionOptions, withSession } from "./session";

/** `npm run preflight`, with the simulated AWS to answer it. */
export function preflight(environment: Environment, options: SessionOptions): Promise<number> {
  const config = parseStackFile(environment.stackFile);
  return withSession(environment, options, ({ pulumi }) =>
    askAws(environment.name, config, pulumi.automation(), {}, console),
  );
}
