import { Command, CommanderError } from "commander";
import { ConfigError } from "../config/errors";
import { findStackFile, UsageError } from "../config/findStackFile";
import { parseStackFile } from "../config/stackFile";

/** Exit code of wrong usage and of an invalid stack file; the others are those of `preflight`. */
const INVALID = 2;

/**
 * Runs `npm run preflight -- <args>`.
 *
 * @param print takes whole lines
 * @returns the exit code
 */
export async function command(args: readonly string[], print: Pick<Console, "log" | "error">): Promise<number> {
  let code = 0;
  const program = new Command("preflight")
    .description(
      "Asks AWS whether an environment's account is ready for `pulumi up`, with the credentials that it would use. It changes nothing.",
    )
    .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExit codes: 0 nothing is wrong, 1 something is or AWS could not be asked, 2 wrong usage.")
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print.log(text.trimEnd()),
      writeErr: (text) => print.error(text.trimEnd()),
    })
    .action(async (environment: string, options: { stackFile?: string; json?: boolean }) => {
      const config = parseStackFile(findStackFile(environment, options.stackFile));
      // Loaded only now: a broken stack file need not wait for the SDKs.
      const { preflight } = await import("./run");
      code = await preflight(environment, config, {}, options, print);
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : INVALID;
    if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
    print.error(error.message);
    return INVALID;
  }
  return code;
}
