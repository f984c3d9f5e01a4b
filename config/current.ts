import { loadConfig } from "./load";

/**
 * The configuration of the stack that runs, read when this file is imported: index.ts imports it first, so that a broken
 * stack file is told of before the SDKs have loaded.
 */
export const config = loadConfig();
