import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { ApiClient } from "../apiServer/apiClient";
import type { ControlPlaneFiles } from "./files";
import { kwokMetrics } from "./metricsServer";
import { podStages, readFailingWorkloads } from "./pods";
import type { State } from "./state";

interface KwokConfiguration {
  /** Named after the content: kwok reads it once, so that it must be started again when the content changes. */
  readonly file: string;
  readonly content: string;
}

/** What kwok does beyond the stages that its own module brings: https://kwok.sigs.k8s.io/docs/user/configuration/ */
export function kwokConfiguration(files: ControlPlaneFiles, state: State): KwokConfiguration {
  const stages = podStages({ instant: state.instantPods ?? false, failing: readFailingWorkloads(files) });
  const metrics = fs.existsSync(files.metricsServer) && state.metricsPorts ? kwokMetrics(state.metricsPorts) : [];
  // JSON is YAML, too.
  const documents = [...stages, ...metrics].map((document) => JSON.stringify(document, undefined, 2));
  const content = documents.join("\n---\n") + "\n";
  const version = createHash("sha256").update(content).digest("hex").slice(0, 12);
  return { file: files.kwokConfiguration(version), content };
}

/** Writes it, in the place of the one before. */
export function writeKwokConfiguration({ file, content }: KwokConfiguration): void {
  if (fs.existsSync(file)) return;
  fs.rmSync(path.dirname(file), { recursive: true, force: true });
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** Removes the leases of a kwok that has ended: the next one would leave its nodes and their pods alone until they expire. */
export async function releaseNodes(kubeconfig: string): Promise<void> {
  const client = new ApiClient(kubeconfig);
  try {
    await client.request({ method: "DELETE", path: "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases" });
  } finally {
    client.close();
  }
}
