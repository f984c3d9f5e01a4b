/**
 * Told what is being done for which tool; the message replaces the one before.
 *
 * @param goesOn says only that the work still goes on; told each second
 */
export type Progress = (tool: string, message: string, goesOn?: boolean) => void;

const SIGN_OF_LIFE_MILLISECONDS = 30_000;

/** For output that is no terminal, where lines stay: prints what is new, and each 30 seconds that the work still goes on. */
export function printedProgress(print: (line: string) => void, now: () => number = Date.now): Progress {
  let printed = now();
  return (tool, message, goesOn = false) => {
    if (goesOn && now() - printed < SIGN_OF_LIFE_MILLISECONDS) return;
    printed = now();
    print(`${tool}: ${message}`);
  };
}

/** `75` seconds as `1:15`. */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
