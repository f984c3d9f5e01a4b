import * as pulumi from "@pulumi/pulumi";

/**
 * The exit code by which the program's runtime says that the user knows why: the engine fails the run and adds nothing.
 * @see https://github.com/pulumi/pulumi/blob/v3.248.0/sdk/nodejs/cmd/run/index.ts (nodeJSProcessExitedAfterLoggingUserActionableMessage)
 */
const USER_WAS_TOLD = 32;

/**
 * Fails the run for what was found while it goes on: a preview at its end, so that it shows what else is wrong; an update at once.
 * Not by throwing: what an `apply` throws takes the SDK half a minute to print, during which the update would go on. A logged error
 * alone fails nothing.
 */
export async function failRun(problem: string, resource?: pulumi.Resource): Promise<void> {
  process.exitCode = USER_WAS_TOLD;
  await pulumi.log.error(problem, resource);
  if (!pulumi.runtime.isDryRun()) process.exit(USER_WAS_TOLD);
}
