import * as path from "node:path";

/** What Node needs on its command line to run a TypeScript file of this repository, from whatever folder. */
export const loadTypeScript: readonly string[] = ["--require", path.resolve(__dirname, "..", "typescript.cjs")];
