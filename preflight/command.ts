import { invalidExitCode, type Print, printedCommand } from "../config/commandLine";
import { findStackFile } from "../config/findStackFile";
import { parseStackFile } from "../config/stackFile";

/**
 * Runs `npm run preflight -- <args>`.
 *
 * @returns the exit code
 */
export async function command(args: readonly string[], print: Print): Promise<number> {
  let code = 0;
  const program = printedCommand("preflight", print)
    .description(
      "Asks AWS whether an environment's account is ready for `pulumi up`, with the credentials that it would use. It changes nothing.",
    )
    .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExit codes: 0 nothing is wrong, 1 something is or AWS could not be asked, 2 wrong usage.")
    .action(async (environment: string, options: { stackFile?: string; json?: boolean }) => {
      const config = parseStackFile(findStackFile(environment, options.stackFile));
      // Loaded only now: a broken stack file need not wait for the SDKs.
      const { preflight } = await import("./run");
      code = await preflight(environment, config, {}, options, print);
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    return invalidExitCode(error, print);
  }
  return code;
}
