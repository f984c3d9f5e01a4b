import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** A folder of its own for each test of the suite; removed after it. Its name has a space and a quote, as a home folder may. */
export function useTemporaryDirectory(): (...names: string[]) => string {
  let directory = "";
  beforeEach(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "eks platform's "));
  });
  afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));
  return (...names) => path.join(directory, ...names);
}

/** A file system in memory, where there is one: tests of the simulated account write its file thousands of times. */
const memory = "/dev/shm";

let ofThisProcess: string | undefined;

/** A folder of its own for whoever asks, for as long as the process of the tests lasts. */
export function temporaryDirectory(): string {
  if (ofThisProcess === undefined) {
    const directory = fs.mkdtempSync(path.join(fs.existsSync(memory) ? memory : os.tmpdir(), "eks-platform-tests-"));
    process.once("exit", () => fs.rmSync(directory, { recursive: true, force: true }));
    ofThisProcess = directory;
  }
  return fs.mkdtempSync(path.join(ofThisProcess, "own-"));
}

/** Puts a shell script on disk that can be run by its name. */
export function writeExecutable(file: string, body: string): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
}
