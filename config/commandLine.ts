import { Command, CommanderError } from "commander";
import { ConfigError } from "./errors";
import { UsageError } from "./findStackFile";

/** Takes whole lines. */
export type Print = Pick<Console, "log" | "error">;

/** Exit code of wrong usage and of an invalid stack file. */
const INVALID = 2;

/** A command that prints by lines, and throws where it would end the process: {@link invalidExitCode} says with which code. */
export const printedCommand = (name: string, print: Print): Command =>
  new Command(name)
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print.log(text.trimEnd()),
      writeErr: (text) => print.error(text.trimEnd()),
    });

/** Prints what the user did wrong. @throws any other error */
export function invalidExitCode(error: unknown, print: Print): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : INVALID;
  if (!(error instanceof UsageError || error instanceof ConfigError)) throw error;
  print.error(error.message);
  return INVALID;
}
