import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import { promisify } from "node:util";

export interface RunningProcess {
  /** The executable and its arguments, separated by spaces. */
  readonly commandLine: string;
  /** Resident set size. */
  readonly memoryBytes: number;
}

export interface FoundProcess extends RunningProcess {
  readonly pid: number;
}

/** What runs under a process id now; `undefined` when nothing does. */
export function inspectProcess(pid: number): Promise<RunningProcess | undefined> {
  return process.platform === "linux" ? inspectOnLinux(pid) : inspectWithPs(pid);
}

/** Processes of this user that were started with the variable set to this value. */
export async function processesWith(variable: string, value: string): Promise<FoundProcess[]> {
  const pids = await (process.platform === "linux" ? pidsOnLinux : pidsWithPs)(`${variable}=${value}`);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const running = await inspectProcess(pid);
      return running ? [{ pid, ...running }] : [];
    }),
  );
  return found.flat();
}

/** Linux images often have no `ps`, and reading /proc takes a hundredth of the time. https://man7.org/linux/man-pages/man5/proc_pid.5.html */
async function inspectOnLinux(pid: number): Promise<RunningProcess | undefined> {
  const commandLine = await readProc(`/proc/${pid}/cmdline`);
  const status = await readProc(`/proc/${pid}/status`);
  // A process that ended, but was not waited for yet, has no command line and no memory.
  const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status ?? "")?.[1];
  if (commandLine === undefined || kibibytes === undefined) return undefined;
  return { commandLine: commandLine.replace(/\0$/, "").replaceAll("\0", " "), memoryBytes: Number(kibibytes) * 1024 };
}

async function pidsOnLinux(assignment: string): Promise<number[]> {
  const pids = (await fs.readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const has = async (pid: number) => (await readProc(`/proc/${pid}/environ`))?.split("\0").includes(assignment);
  const matches = await Promise.all(pids.map(has));
  return pids.filter((_, index) => matches[index]);
}

/** `undefined` for a process that is gone, or is another user's. */
async function readProc(file: string): Promise<string | undefined> {
  try {
    return await fs.readFile(file, "utf8");
  } catch (error) {
    if (
      error instanceof Error &&
      "code" in error &&
      ["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(String(error.code))
    )
      return undefined;
    throw error;
  }
}

async function inspectWithPs(pid: number): Promise<RunningProcess | undefined> {
  const match = /^\s*(\d+)\s+(.+)$/m.exec(await ps("-ww", "-o", "rss=,args=", "-p", String(pid)));
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return { commandLine: match[2].trimEnd(), memoryBytes: Number(match[1]) * 1024 };
}

/** With -E, macOS shows the variables after the arguments. */
async function pidsWithPs(assignment: string): Promise<number[]> {
  const lines = (await ps("-E", "-ww", "-x", "-o", "pid=,args=")).split("\n");
  return lines.filter((line) => `${line} `.includes(` ${assignment} `)).map((line) => Number.parseInt(line, 10));
}

async function ps(...args: string[]): Promise<string> {
  try {
    // In the C locale, ps would escape a folder name that is not ASCII.
    const env = { ...process.env, LC_ALL: "en_US.UTF-8" };
    return (await promisify(execFile)("ps", args, { env, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && "code" in error && error.code === 1) return "";
    throw error;
  }
}
