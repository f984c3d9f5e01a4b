import { Command } from "commander";
import { CANCELLED_EXIT_CODE, CancelledError } from "../twin/commands/cancellation";

interface BenchOptions {
  readonly busy?: boolean;
}

/** Exit codes: 0 all ratios are within their targets, 1 one is not or the measurement failed, 130 cancelled. */
const program = new Command("bench")
  .description(
    "Measures the program's start, a preview and a warm `npm start` of dev, and compares each with what can't be avoided.\n" +
      "Takes about 2 minutes. dev must not be there: it is brought up, and destroyed again.",
  )
  .option("--busy", "measure although the machine has other work to do")
  .action(async (options: BenchOptions) => {
    // Loaded only now: --help needs none of it.
    const { bench } = await import("./bench");
    await bench(options);
  });

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof CancelledError ? CANCELLED_EXIT_CODE : 1;
});
