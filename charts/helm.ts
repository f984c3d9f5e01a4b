import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureHelm } from "../twin/toolchain";
import { printedProgress } from "../twin/toolchain/progress";
import { ChartError } from "./error";

const run = promisify(execFile);

/** Helm's own command line: that of the machine where it is new enough, else the twin's. */
export class Helm {
  private constructor(private readonly executable: string) {}

  static async find(): Promise<Helm> {
    return new Helm(await ensureHelm(printedProgress((line) => process.stderr.write(`${line}\n`))));
  }

  /** @throws ChartError with what Helm says */
  async run(args: readonly string[], { input }: { readonly input?: string } = {}): Promise<string> {
    try {
      const running = run(this.executable, [...args], { maxBuffer: 256 * 1024 * 1024 });
      running.child.stdin?.end(input);
      return (await running).stdout;
    } catch (error) {
      const said = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
      throw new ChartError(`helm ${args.slice(0, 2).join(" ")}: ${said.trim().replace(/^Error: /, "")}`);
    }
  }

  /** The objects that a chart makes with these values, YAML. @throws ChartError where its schema or a template refuses them */
  template(release: string, archive: string, values: object, flags: readonly string[] = []): Promise<string> {
    return this.run(["template", release, archive, "--values", "-", ...flags], { input: JSON.stringify(values) });
  }
}
