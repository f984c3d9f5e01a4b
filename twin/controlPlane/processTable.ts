import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import { promisify } from "node:util";

export interface RunningProcess {
  /** The executable and its arguments, separated by spaces. */
  readonly commandLine: string;
  /** Resident set size. */
  readonly memoryBytes: number;
}

/** What runs under a process id now; `undefined` when nothing does. */
export function inspectProcess(pid: number): Promise<RunningProcess | undefined> {
  return process.platform === "linux" ? inspectOnLinux(pid) : inspectWithPs(pid);
}

/** Linux images often have no `ps`, and reading /proc takes a hundredth of the time. https://man7.org/linux/man-pages/man5/proc_pid.5.html */
async function inspectOnLinux(pid: number): Promise<RunningProcess | undefined> {
  try {
    const commandLine = await fs.readFile(`/proc/${pid}/cmdline`, "utf8");
    const status = await fs.readFile(`/proc/${pid}/status`, "utf8");
    // A process that ended, but was not waited for yet, has no command line and no memory.
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    if (kibibytes === undefined) return undefined;
    return { commandLine: commandLine.replace(/\0$/, "").replaceAll("\0", " "), memoryBytes: Number(kibibytes) * 1024 };
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return undefined;
    throw error;
  }
}

async function inspectWithPs(pid: number): Promise<RunningProcess | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "rss=,args=", "-p", String(pid)], {
      // In the C locale, ps would escape a folder name that is not ASCII.
      env: { ...process.env, LC_ALL: "en_US.UTF-8" },
    });
    const match = /^\s*(\d+)\s+(.+)$/m.exec(stdout);
    if (match?.[1] === undefined || match[2] === undefined) return undefined;
    return { commandLine: match[2].trimEnd(), memoryBytes: Number(match[1]) * 1024 };
  } catch (error) {
    // ps ends with 1 when there is no such process.
    if (error instanceof Error && "code" in error && error.code === 1) return undefined;
    throw error;
  }
}
