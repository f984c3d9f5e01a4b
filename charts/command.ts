import { remoteCharts, type RemoteChart } from "../config/charts";
import { invalidExitCode, type Print, printedCommand } from "../config/commandLine";
import { findStackFile, ownStackFiles, UsageError } from "../config/findStackFile";
import { parseStackFile } from "../config/stackFile";
import { ChartError } from "./error";
import { type ChartPlaces, projectPlaces } from "./places";

interface Options {
  readonly stackFile?: string;
}

/**
 * Runs `npm run charts -- <args>`.
 *
 * @returns the exit code
 */
export async function command(
  args: readonly string[],
  print: Print,
  places: ChartPlaces = projectPlaces,
): Promise<number> {
  let code = 0;
  const program = printedCommand("charts", print)
    .description("Fetches the Helm charts that environments pin, and tells what they would change.")
    .addHelpText(
      "after",
      "\nCharts are kept in .charts/, their digests in charts.lock.json, which belongs into Git.\n\nExit codes: 0 done and nothing is wrong, 1 a chart is missing or not what it was, 2 wrong usage.",
    );
  program
    .command("pull")
    .description("fetch every pinned chart, and write its digest into charts.lock.json")
    .argument("[environment]", "stack name; all environments of the project unless given")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .action(async (environment: string | undefined, options: Options) => {
      const { pullAll } = await import("./pull");
      code = await pullAll(pinned(environment, options), places, print);
    });
  program
    .command("verify")
    .description(
      "check that every pinned chart is fetched, is what charts.lock.json says, and has the values that are set",
    )
    .argument("[environment]", "stack name; all environments of the project unless given")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .action(async (environment: string | undefined, options: Options) => {
      const { verifyAll } = await import("./verify");
      code = await verifyAll(pinned(environment, options), places, print);
    });
  program
    .command("diff")
    .description("show what another version of a chart changes in the objects that it makes")
    .argument("<name>", "add-on or release that is pinned in some environment")
    .argument("<from>", "version, for example 3.5.0")
    .argument("<to>", "version")
    .option("--stack-file <file>", "stack file that pins it")
    .action(async (name: string, from: string, to: string, options: Options) => {
      const chart = find(name, pinned(undefined, options));
      const { showDifference } = await import("./diff");
      await showDifference(chart, from, to, places, print);
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof ChartError) {
      print.error(error.message);
      return 1;
    }
    return invalidExitCode(error, print);
  }
  return code;
}

/** The charts of one environment, or of all that the project has, each once. */
function pinned(environment: string | undefined, { stackFile }: Options): RemoteChart[] {
  const files =
    environment === undefined && stackFile === undefined
      ? ownStackFiles()
      : [findStackFile(environment ?? "", stackFile)];
  const charts = files.flatMap((file) => remoteCharts(parseStackFile(file)));
  return [...new Map(charts.map((chart) => [JSON.stringify(chart), chart])).values()];
}

/** @throws UsageError naming those that there are */
function find(user: string, charts: readonly RemoteChart[]): RemoteChart {
  const found = charts.find((chart) => chart.user === user);
  if (found) return found;
  const users = [...new Set(charts.map((chart) => chart.user))].sort().join(", ") || "none";
  throw new UsageError(`No environment pins a chart for ${user}; pinned are: ${users}.`);
}
