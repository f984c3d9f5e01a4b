import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as readline from "node:readline";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import * as awsx from "@pulumi/awsx/package.json";
import * as eks from "@pulumi/eks/package.json";
import * as kubernetes from "@pulumi/kubernetes/package.json";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { sdkVersions } from "../components/children";

/** The version of each plugin that the program asks for: its SDK's. `aws` is always simulated. */
const ASKED_FOR = { kubernetes: kubernetes.version, eks: eks.version, awsx: awsx.version };

/** Versions that components ask for beside the program; the engine takes a plugin only in the very version that it is asked for. */
const ALSO_ASKED_FOR: Partial<Record<PluginName, string>> = { kubernetes: sdkVersions.eks.kubernetes };

const PLUGIN_NAMES = ["kubernetes", "eks", "awsx"] as const;

export type PluginName = (typeof PLUGIN_NAMES)[number];

/** An official plugin in the version that the program asks for. */
export interface OfficialPlugin {
  readonly name: PluginName;
  /** Its executable, among the files that belong to it. */
  readonly executable: string;
}

/** The official plugins that this machine has, in the user's plugin folder or on PATH. */
export async function findOfficialPlugins(names: readonly PluginName[]): Promise<OfficialPlugin[]> {
  const found = await Promise.all(names.map(findPlugin));
  return found.flatMap((plugin) => plugin ?? []);
}

async function findPlugin(name: PluginName): Promise<OfficialPlugin | undefined> {
  const version = ASKED_FOR[name];
  const installed = path.join(userPluginFolder(), folderName(name, version));
  // The engine's own installer leaves this file beside a plugin that it has not finished.
  if (isExecutable(path.join(installed, fileName(name))) && !fs.existsSync(`${installed}.partial`)) {
    return { name, executable: path.join(installed, fileName(name)) };
  }
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const executable = path.resolve(folder, fileName(name));
    if (isExecutable(executable) && (await versionOf(executable)) === version) return { name, executable };
  }
  return undefined;
}

/**
 * Makes the plugins known to the twin's engine, which has a home of its own.
 *
 * @param pulumiHome the engine's home
 */
export function installPlugins(plugins: readonly OfficialPlugin[], pulumiHome: string): void {
  const home = path.join(pulumiHome, "plugins");
  // What an earlier command used must not take the place of what this one uses.
  fs.rmSync(home, { recursive: true, force: true });
  for (const { name, executable } of plugins) {
    const source = path.dirname(executable);
    const isInFolderOfItsOwn = path.basename(source) === folderName(name, ASKED_FOR[name]);
    const files = isInFolderOfItsOwn ? fs.readdirSync(source) : [fileName(name)];
    for (const version of [ASKED_FOR[name], ALSO_ASKED_FOR[name]].filter((asked) => asked !== undefined)) {
      const folder = path.join(home, folderName(name, version));
      fs.mkdirSync(folder, { recursive: true }); // a folder of links, because the engine skips a link to a folder
      for (const file of files) fs.symlinkSync(path.join(source, file), path.join(folder, file));
    }
  }
}

/** The packages that the twin stands in for beside these plugins. */
export function standInsBeside(plugins: readonly OfficialPlugin[]) {
  return (["awsx", "eks"] as const).filter((standIn) => !plugins.some(({ name }) => name === standIn));
}

/** What serves each package of the program, in one line. */
export function describePlugins(plugins: readonly OfficialPlugin[]): string {
  const standIns = standInsBeside(plugins);
  const official = PLUGIN_NAMES.filter(
    (name) => name === "kubernetes" || plugins.some((plugin) => plugin.name === name),
  );
  const list = (names: readonly PluginName[]) => names.map((name) => `${name} ${ASKED_FOR[name]}`).join(" and ");
  const stoodInFor = standIns.length > 0 ? `; stand-ins for ${list(standIns)}` : "";
  return `AWS is simulated; official plugins for ${list(official)}${stoodInFor}.`;
}

/** Where `pulumi plugin install` puts plugins. */
function userPluginFolder(): string {
  return path.join(process.env.PULUMI_HOME ?? path.join(os.homedir(), ".pulumi"), "plugins");
}

const folderName = (name: PluginName, version: string) => `resource-${name}-v${version}`;
const fileName = (name: PluginName) => `pulumi-resource-${name}`;

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What the plugin says of itself; `undefined` of one that does not start. */
async function versionOf(executable: string): Promise<string | undefined> {
  const plugin = spawn(executable, ["127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] }); // no engine listens there
  try {
    const port = await new Promise<string>((resolve, reject) => {
      plugin.once("error", reject);
      plugin.once("exit", reject);
      readline.createInterface({ input: plugin.stdout }).once("line", resolve);
    });
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const getPluginInfo = promisify<Empty, PluginInfo>(client.getPluginInfo.bind(client));
    const info = await getPluginInfo(new Empty()).finally(() => client.close());
    return info.getVersion().replace(/^v/, "");
  } catch {
    return undefined;
  } finally {
    plugin.kill();
  }
}
