import { ensureControlPlaneTools, ensurePulumi } from "../../../twin/toolchain";

/** Once before all tests: the first build takes longer than any test may. */
export async function mochaGlobalSetup(): Promise<void> {
  let last = "";
  const progress = (tool: string, message: string) => {
    // What comes every second is the time that went by: only what changes besides is worth a line of a log.
    const step = `${tool}: ${message.replace(/[\d:]+/g, "")}`;
    if (step !== last) console.log(`${tool}: ${message}`);
    last = step;
  };
  await ensurePulumi(progress);
  for (const minor of ["1.35", "1.36"]) await ensureControlPlaneTools(minor, progress);
}
