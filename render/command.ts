import { join, relative } from "node:path";
import { ChartError } from "../charts/error";
import { invalidExitCode, type Print, printedCommand } from "../config/commandLine";
import { findStackFile } from "../config/findStackFile";
import type { Rendered } from "./environment";
import { ownPlaces, type RenderPlaces } from "./places";

/** Exit codes. */
const DIFFERS = 1;
const FAILED = 2;

interface Options {
  readonly stackFile?: string;
  readonly stdout?: boolean;
  readonly json?: boolean;
}

/**
 * Runs `npm run render -- <args>`.
 *
 * @returns the exit code
 */
export async function command(
  args: readonly string[],
  print: Print,
  places: RenderPlaces = ownPlaces,
): Promise<number> {
  let code = 0;
  const program = printedCommand("render", print)
    .description(
      "Writes the Kubernetes manifests of an environment, each object into a file below .rendered/<environment>, or compares them: " +
        "no account, no network. Values of Secrets are hashes.",
    )
    .addHelpText("after", "\nExit codes: 0 done, and nothing differs; 1 something differs; 2 anything else.")
    .argument("<environment>", "stack name, for example dev: its file is Pulumi.<environment>.yaml")
    .option("--stack-file <file>", "another stack file than Pulumi.<environment>.yaml")
    .option("--stdout", "print one stream of YAML, and write nothing")
    .option("--json", "print JSON, and write nothing")
    .action(async (environment: string, { stackFile, stdout, json }: Options) => {
      const { environmentSide } = await import("./sides");
      const { pagesOf, streamOf } = await import("./pages");
      const { rendered } = await environmentSide(environment, findStackFile(environment, stackFile), places);
      if (json) print.log(JSON.stringify({ environment, ...rendered }, undefined, 2));
      else if (stdout) print.log(streamOf(pagesOf(rendered)));
      else {
        const { writePages } = await import("./write");
        const folder = join(places.output, environment);
        writePages(pagesOf(rendered), folder);
        print.log(`${environment}: ${rendered.objects.length} objects in ${relative(process.cwd(), folder)}`);
        for (const line of notes(rendered)) print.log(line);
      }
    });
  program
    .command("diff")
    .description("show what would change in <other> if it became <environment>: by a promotion, or by a pull request")
    .argument("<environment>", "stack name, for example dev")
    .argument("<other>", "another stack name; or a commit, branch or tag of Git: the same environment as it is there")
    .action(async (environment: string, other: string) => {
      const { environmentSide, otherSide } = await import("./sides");
      const { differences } = await import("./diff");
      const stackFile = findStackFile(environment);
      const after = await environmentSide(environment, stackFile, places);
      const before = await otherSide(environment, stackFile, other, places, print);
      const found = differences(before, after);
      for (const text of found) print.log(text);
      if (found.length === 0) print.log(`${before.name} and ${after.name} make the same objects.`);
      else code = DIFFERS;
      for (const line of new Set([before, after].flatMap(({ rendered }) => notRendered(rendered)))) print.error(line);
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof ChartError)) return invalidExitCode(error, print);
    print.error(error.message);
    return FAILED;
  }
  return code;
}

/** What is not among the objects. */
function notes(rendered: Rendered): string[] {
  const addons = rendered.eksAddons.map(({ name, version }) => `${name} ${version}`);
  return [...(addons.length > 0 ? [`EKS installs ${addons.join(", ")}.`] : []), ...notRendered(rendered)];
}

const notRendered = ({ notRendered: charts }: Rendered): string[] =>
  charts.length > 0
    ? [
        `Not rendered: the chart${charts.length > 1 ? "s" : ""} of ${charts.map(({ name }) => name).join(", ")}; npm run charts -- pull fetches what is missing.`,
      ]
    : [];
