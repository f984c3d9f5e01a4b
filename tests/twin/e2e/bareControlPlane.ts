import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { promisify } from "node:util";
import { ControlPlane } from "../../../twin/controlPlane";
import { type ControlPlaneTools, ensureControlPlaneTools, type KubernetesMinor } from "../../../twin/toolchain";
import { useTemporaryDirectory } from "../../helpers/temporaryDirectory";
import { Watch } from "./watch";

/** A control plane without an environment, for each test of the suite; its processes and its data are gone after it. */
export function useControlPlane(minor: KubernetesMinor = "1.36") {
  let tools: ControlPlaneTools;
  before("build the tools", async () => {
    tools = await ensureControlPlaneTools(minor, (tool, message) => console.log(`${tool}: ${message}`));
  });
  const watches: Watch[] = [];
  afterEach(async () => {
    for (const watch of watches.splice(0)) await watch.stop();
  });
  // Before the folder goes, for hooks run in this order: its records are how the processes are found.
  afterEach(() => create().destroyData());
  const temporary = useTemporaryDirectory();
  const directory = () => temporary("controlPlane");
  const create = () => new ControlPlane(directory());
  const kubectl = async (...args: string[]) => {
    const flags = ["--kubeconfig", create().adminKubeconfigPath, ...args];
    return (await promisify(execFile)(tools.kubectl, flags)).stdout;
  };
  return {
    directory,
    create,
    kubectl,
    start: (options: Parameters<ControlPlane["start"]>[2] = {}) => create().start(minor, tools, options),
    apply: async (...objects: object[]) => {
      const file = temporary("objects.json");
      fs.writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
      await kubectl("apply", "-f", file);
    },
    /** @param fields jsonpath of what is seen of an object */
    watching: (what: readonly string[], fields: string) => {
      const watch = new Watch(tools.kubectl, create().adminKubeconfigPath, what, fields);
      watches.push(watch);
      return watch;
    },
  };
}
