import { ensureAll } from "../../../twin/toolchain";
import { printedProgress } from "../../../twin/toolchain/progress";

/** Once before all tests: the first build takes longer than any test may. */
export async function mochaGlobalSetup(): Promise<void> {
  await ensureAll({ minors: ["1.35", "1.36", "1.37"], kubernetesProvider: true }, printedProgress(console.log));
}
