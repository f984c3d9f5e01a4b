import * as fs from "node:fs/promises";
import * as path from "node:path";
import { go, requireGo } from "./go";
import { copyFiles, download, writeGoModule, type ModuleOptions } from "./goModule";
import { type GoTool, KUBERNETES } from "./goTool";
import { copyPatched, type PatchedModule } from "./patchedModule";
import { formatElapsed, type Progress } from "./progress";

/**
 * Builds the tool into a folder: its executable, the files it wants kept, and the go.mod and go.sum that say what it was built from.
 *
 * @throws GoError when there is no suitable Go
 */
export async function build(tool: GoTool, directory: string, progress: Progress, signal?: AbortSignal): Promise<void> {
  const started = Date.now();
  let doing = "resolving modules";
  const report = () =>
    progress(
      tool.name,
      `building ${tool.version}, once, about ${tool.roughMinutes} min on two cores · ${formatElapsed(Date.now() - started)} · ${doing}`,
      true,
    );
  const onLine = (line: string) => {
    if (line.startsWith("go: downloading ")) doing = line.slice("go: ".length);
  };
  const options = { directory, signal, onLine };

  await writeGoModule(directory, tool.requires);
  if (tool.source !== undefined) await fs.copyFile(tool.source, path.join(directory, "main.go"));
  await requireGo(`to build ${tool.name} ${tool.version}`, options);
  report();
  const timer = setInterval(report, 1000);
  try {
    const kubernetes = tool.requires[KUBERNETES];
    if (kubernetes !== undefined) {
      await writeGoModule(directory, tool.requires, await stagingModules(kubernetes, options));
    }
    if (tool.patched) await usePatched(tool.patched, tool.requires, options);
    // Resolved apart from the build, so that the progress line can tell downloading from compiling.
    await go(["list", "-deps", tool.package], options);
    doing = "compiling";
    const linkerFlags = [
      "-s",
      "-w",
      ...Object.entries(tool.linkerVariables).map(([name, value]) => `-X ${name}=${value}`),
    ];
    // Without what only debuggers read, which the linker leaves out anyway: a tenth less to compile.
    const compilerFlags = "-gcflags=all=-dwarf=false";
    const flags = ["-trimpath", compilerFlags, "-ldflags", linkerFlags.join(" ")];
    await go(["build", ...flags, "-o", tool.name, tool.package], options);
    await keepFiles(tool, options);
  } finally {
    clearInterval(timer);
  }
  progress(tool.name, `${tool.version} built in ${formatElapsed(Date.now() - started)}`);
}

/**
 * Kubernetes' go.mod points its staging modules (k8s.io/api and so on) to folders of its repository. Each is also published as a module of its own,
 * v0.36.3 for Kubernetes v1.36.3.
 */
async function stagingModules(kubernetesVersion: string, options: ModuleOptions): Promise<Record<string, string>> {
  const { GoMod } = await download(KUBERNETES, kubernetesVersion, options);
  const names = (await fs.readFile(GoMod, "utf8")).matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\//gm);
  const version = kubernetesVersion.replace(/^v1\./, "v0.");
  return Object.fromEntries([...names].map(([, name = ""]) => [name, version]));
}

/** Replaces a module by a copy in the build folder. */
async function usePatched(
  patched: PatchedModule,
  requires: Readonly<Record<string, string>>,
  options: ModuleOptions,
): Promise<void> {
  const { Dir } = await download(patched.module, requires[patched.module] ?? "latest", options);
  await copyPatched(Dir, path.join(options.directory, "patched"), patched);
  await fs.appendFile(path.join(options.directory, "go.mod"), `replace ${patched.module} => ./patched\n`);
}

async function keepFiles({ files, requires }: GoTool, options: ModuleOptions): Promise<void> {
  const version = files && requires[files.module];
  if (!files || version === undefined) return;
  const { Dir } = await download(files.module, version, options);
  await copyFiles(Dir, files.paths, options.directory);
}
