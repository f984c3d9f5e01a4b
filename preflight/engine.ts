import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { assumedRoles } from "../components/account/caller";
import type { PlatformConfig } from "../config/sections";

/** How the Pulumi CLI is run. */
export interface Engine {
  /** Folder with `bin/pulumi`. @default what PATH finds */
  readonly root?: string;
  /** Environment variables beside those of the process. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** AWS could not be asked at all. Its message is meant for the user. */
export class EngineError extends Error {}

/**
 * Does some work with the `aws` provider that the program would have, in the preview of a program that makes nothing. Its state is kept in a temporary folder:
 * neither the environment's stack nor the user's login to Pulumi is touched.
 *
 * @throws EngineError
 */
export async function withProvider<Result>(
  { account, region }: Pick<PlatformConfig, "account" | "region">,
  { root, variables }: Engine,
  work: (opts: pulumi.InvokeOptions) => Promise<Result>,
): Promise<Result> {
  const pulumiCommand = await PulumiCommand.get({ root }).catch((error: unknown) => {
    const reason = /stderr: (.*?)\s*(?:err\?:|$)/s.exec(String(error))?.[1] ?? String(error);
    throw new EngineError(`The Pulumi CLI does not run (https://www.pulumi.com/docs/install/): ${reason}`);
  });
  const folder = mkdtempSync(join(tmpdir(), "eks-platform-preflight-"));
  let done: { readonly result: Result } | undefined;
  const program = async () => {
    const provider = new aws.Provider("aws", { region, assumeRoles: assumedRoles(account) });
    done = { result: await work({ provider }) };
  };
  try {
    const stack = await LocalWorkspace.createStack(
      { stackName: "preflight", projectName: "preflight", program },
      {
        pulumiCommand,
        workDir: folder,
        envVars: {
          ...variables,
          PULUMI_BACKEND_URL: pathToFileURL(folder).href,
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      },
    );
    await stack.preview();
  } catch (error) {
    if (done === undefined) throw new EngineError(`AWS could not be asked:\n${errorLines(error)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (done === undefined) throw new EngineError("AWS could not be asked: the preview ended without an answer.");
  return done.result;
}

/** What the engine calls errors, in all that it printed. */
function errorLines(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split("\n").filter((line) => /^\s*error: /.test(line));
  return lines.length === 0 ? message : [...new Set(lines.map((line) => `  ${line.trim()}`))].join("\n");
}
