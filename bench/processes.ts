import { spawn, spawnSync } from "node:child_process";

const SAMPLING_MILLISECONDS = 100;

export interface Run {
  readonly seconds: number;
  /** Highest sum of the resident sets of the process and all its descendants, looked at ten times a second; 0 with `until`. */
  readonly peakBytes: number;
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Processes whose command line holds this text belong to the run too, although they are no descendants: they outlive it. */
  readonly alsoCount?: string;
  /** Only the processes whose command line holds this text are counted. */
  readonly countOnly?: string;
  /** The run is over, and the process ended, when it prints this. */
  readonly until?: string;
  /** Ends the run early: the process is told to end, and waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a command to its end.
 *
 * @throws with the output when it fails
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  options.signal?.throwIfAborted();
  const started = process.hrtime.bigint();
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const reached = () => options.until !== undefined && output.includes(options.until);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (reached()) child.kill("SIGKILL");
    });
  }
  let peakBytes = 0;
  const sampling = setInterval(() => {
    const { alsoCount, countOnly, until } = options;
    if (until !== undefined) return; // looking takes time from what is timed
    const bytes = countOnly
      ? sum(processes().filter(({ commandLine }) => commandLine.includes(countOnly)))
      : residentBytes(child.pid ?? 0, alsoCount);
    peakBytes = Math.max(peakBytes, bytes);
  }, SAMPLING_MILLISECONDS);
  const end = () => child.kill("SIGTERM");
  options.signal?.addEventListener("abort", end);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => {
    clearInterval(sampling);
    options.signal?.removeEventListener("abort", end);
  });
  options.signal?.throwIfAborted();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (code !== 0 && !reached()) throw new Error(`${command} ${args.join(" ")} exited with ${code}:\n${output}`);
  return { seconds, peakBytes, output };
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly bytes: number;
  readonly commandLine: string;
}

function processes(): Process[] {
  const ps = ["-eo", "pid=,ppid=,rss=,args="];
  const { stdout, status, signal } = spawnSync("ps", ps, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (signal !== null) return []; // Ctrl-C ends it too
  if (status !== 0) throw new Error(`ps ${ps.join(" ")} exited with ${status}.`);
  return stdout
    .trim()
    .split("\n")
    .map((row) => {
      const [pid = 0, parent = 0, kibibytes = 0] = row.trim().split(/\s+/, 3).map(Number);
      return { pid, parent, bytes: kibibytes * 1024, commandLine: row };
    });
}

/** Memory of a process and all its descendants, and of those that are named. */
function residentBytes(root: number, named: string | undefined): number {
  const running = processes();
  const isNamed = ({ commandLine }: Process) => named !== undefined && commandLine.includes(named);
  const counted = new Set([root, ...running.filter(isNamed).map(({ pid }) => pid)]);
  // Parents come before children in most tables, but not in all: go on until a pass finds no more.
  for (let before = -1; before !== counted.size;) {
    before = counted.size;
    for (const { pid, parent } of running) if (counted.has(parent)) counted.add(pid);
  }
  return sum(running.filter(({ pid }) => counted.has(pid)));
}

function sum(counted: readonly Process[]): number {
  return counted.reduce((total, { bytes }) => total + bytes, 0);
}

/** Runs all in turn, so that a busy machine slows each, and returns the run of the median time of each. */
export async function inTurn<Name extends string>(
  rounds: number,
  measured: Readonly<Record<Name, () => Promise<Run>>>,
): Promise<Record<Name, Run>> {
  const names = Object.keys(measured) as Name[];
  const runs = new Map(names.map((name) => [name, [] as Run[]]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) runs.get(name)?.push(await measured[name]());
  }
  return Object.fromEntries([...runs].map(([name, all]) => [name, median(all)])) as Record<Name, Run>;
}

function median(runs: readonly Run[]): Run {
  const sorted = runs.toSorted((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("a median needs at least one run");
  return middle;
}
