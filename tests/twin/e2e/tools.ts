import { ensureControlPlaneTools, ensurePulumi } from "../../../twin/toolchain";

/** Once before all tests: the first build takes longer than any test may. */
export async function mochaGlobalSetup(): Promise<void> {
  let last = "";
  const progress = (tool: string, message: string) => {
    const [step = message] = message.split(" · "); // the rest changes every second
    if (`${tool}: ${step}` !== last) console.log(`${tool}: ${step}`);
    last = `${tool}: ${step}`;
  };
  await ensurePulumi(progress);
  for (const minor of ["1.35", "1.36", "1.37"]) await ensureControlPlaneTools(minor, progress);
}
