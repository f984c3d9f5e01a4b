import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Seen {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

/** What `kubectl get --watch` prints, a line for each change: unlike repeated looks, it misses no state however short. */
export class Watch {
  readonly seen: Seen[] = [];
  private readonly child: ChildProcess;
  private readonly wanted: { readonly isWanted: (text: string) => boolean; readonly found: (seen: Seen) => void }[] =
    [];

  /** @param fields jsonpath of what is printed of an object */
  constructor(kubectl: string, kubeconfig: string, what: readonly string[], fields: string) {
    const flags = ["--kubeconfig", kubeconfig, "get", ...what, "--watch", `--output=jsonpath=${fields}{"\\n"}`];
    this.child = spawn(kubectl, flags, { stdio: ["ignore", "pipe", "inherit"] });
    if (!this.child.stdout) throw new Error("kubectl has no output");
    createInterface(this.child.stdout).on("line", (text) => {
      const seen = { at: Date.now(), text };
      this.seen.push(seen);
      for (const { isWanted, found } of this.wanted) if (isWanted(text)) found(seen);
    });
  }

  /**
   * The first of the lines, past or to come, that is as wanted.
   *
   * @param after only lines that came later than this one
   */
  until(isWanted: (text: string) => boolean, after?: Seen): Promise<Seen> {
    const from = after === undefined ? 0 : this.seen.indexOf(after) + 1;
    const before = this.seen.slice(from).find(({ text }) => isWanted(text));
    if (before) return Promise.resolve(before);
    return new Promise((found) => this.wanted.push({ isWanted, found }));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }
}
