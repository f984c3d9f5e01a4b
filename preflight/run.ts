import type { Print } from "../config/commandLine";
import type { PlatformConfig } from "../config/sections";
import { ask } from "./ask";
import { type Engine, EngineError, withProvider } from "./engine";
import { report } from "./report";

/** Exit codes: 0 nothing is wrong, 1 something is, or AWS could not be asked. */
const WRONG = 1;

export interface PreflightOptions {
  readonly json?: boolean;
}

/**
 * Asks AWS about an environment, and prints what it said.
 *
 * @returns the exit code
 */
export async function preflight(
  environment: string,
  config: PlatformConfig,
  engine: Engine,
  { json }: PreflightOptions,
  print: Print,
): Promise<number> {
  try {
    const findings = await withProvider(config, engine, (opts) => ask({ environment, config, opts }));
    const found = report(environment, findings);
    print.log(json ? JSON.stringify(found.json, undefined, 2) : found.text);
    return found.isWrong ? WRONG : 0;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    print.error(error.message);
    return WRONG;
  }
}
