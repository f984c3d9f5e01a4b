import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { signal } from "../processes/endProcesses";
import { inspectProcess } from "../processes/processTable";
import { writeWhole } from "../writeWhole";

/** How long a process may take to end by itself before it is killed. */
const GRACE_MILLISECONDS = 10_000;

const LOG_LINES_SHOWN = 15;

const recordSchema = z.strictObject({ pid: z.number(), commandLine: z.string() });

export interface Command {
  readonly executable: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ManagedProcessStatus {
  readonly pid: number;
  readonly commandLine: string;
  readonly memoryBytes: number;
}

/** A process that outlives the one that started it. Its record says who it is, so that a later command finds it again. */
export class ManagedProcess {
  private child: ChildProcess | undefined;

  constructor(
    readonly name: string,
    private readonly recordFile: string,
    private readonly logFile: string,
  ) {}

  /**
   * The process while it runs. A process id is given to another process some day, so a process counts only with the command line it was started with.
   */
  async running(): Promise<ManagedProcessStatus | undefined> {
    const record = this.readRecord();
    if (record === undefined) return undefined;
    const process = await inspectProcess(record.pid);
    if (process?.commandLine !== record.commandLine) return undefined;
    return { pid: record.pid, ...process };
  }

  /** Starts it in a session of its own: neither the end of this process nor Ctrl-C in its terminal reaches it. */
  start(command: Command, workingDirectory: string): void {
    fs.mkdirSync(path.dirname(this.logFile), { recursive: true });
    // The log of the run before is what tells why that run ended.
    if (fs.existsSync(this.logFile)) fs.renameSync(this.logFile, `${this.logFile}.previous`);
    const log = fs.openSync(this.logFile, "a", 0o600);
    try {
      this.child = spawn(command.executable, command.args, {
        cwd: workingDirectory,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, ...command.environment },
        detached: true,
        stdio: ["ignore", log, log],
      });
    } finally {
      fs.closeSync(log);
    }
    const { pid } = this.child;
    // Without a process id, the reason follows in an event; it can be only that the executable is not there or not for this machine.
    if (pid === undefined) {
      this.child.on("error", () => undefined);
      throw new Error(`${command.executable} could not be started: it is missing or not made for this machine.`);
    }
    writeWhole(this.recordFile, { pid, commandLine: commandLine(command) });
    this.child.unref();
  }

  /**
   * How it ended and the end of its log, when it ended without being asked to; `undefined` while it runs, and when it was never started or has been stopped.
   */
  async death(): Promise<string | undefined> {
    const record = this.readRecord();
    if (record === undefined || (await this.isAlive(record.pid))) return undefined;
    // Who started it may have stopped it between the two looks.
    if (this.readRecord() === undefined) return undefined;
    return `${this.name} ended${this.howItEnded()}. The end of its log, ${this.logFile}:\n${this.logTail()}`;
  }

  private async isAlive(pid: number): Promise<boolean> {
    return this.child?.pid === pid ? !hasEnded(this.child) : (await this.running()) !== undefined;
  }

  /** Known of a child only. */
  private howItEnded(): string {
    if (!this.child || !hasEnded(this.child)) return "";
    const { exitCode, signalCode } = this.child;
    return signalCode === null ? ` with exit code ${exitCode}` : ` by ${signalCode}`;
  }

  /** The last lines of its log, for an error message. */
  logTail(): string {
    if (!fs.existsSync(this.logFile)) return "(no log)";
    return fs.readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-LOG_LINES_SHOWN).join("\n");
  }

  /** Ends it: politely at first, by force when that takes too long. Returns when it is gone. */
  async stop(): Promise<void> {
    const status = await this.running();
    if (status !== undefined) {
      signal(status.pid, "SIGTERM");
      if (!(await this.gone(GRACE_MILLISECONDS))) {
        signal(status.pid, "SIGKILL");
        if (!(await this.gone(GRACE_MILLISECONDS)))
          throw new Error(`${this.name} (process ${status.pid}) can't be ended.`);
      }
    }
    this.forget();
  }

  /** Ends at once what was started here; for the moment in which this process itself ends. */
  killNow(): void {
    const { child } = this;
    if (child?.pid === undefined || hasEnded(child)) return;
    signal(child.pid, "SIGKILL");
    this.forget();
  }

  private async gone(timeoutMilliseconds: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMilliseconds;
    while (Date.now() < deadline) {
      if ((await this.running()) === undefined) return true;
      await sleep(20);
    }
    return false;
  }

  private forget(): void {
    fs.rmSync(this.recordFile, { force: true });
  }

  private readRecord(): z.infer<typeof recordSchema> | undefined {
    if (!fs.existsSync(this.recordFile)) return undefined;
    return recordSchema.parse(JSON.parse(fs.readFileSync(this.recordFile, "utf8")));
  }
}

/** The command line as the process table shows it. */
export function commandLine(command: Command): string {
  return [command.executable, ...command.args].join(" ");
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
