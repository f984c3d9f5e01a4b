import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiServer } from "../../../twin/apiServer/apiServer";
import type { V1Node } from "../../../twin/aws/eks/kubernetes/types";
import { ControlPlane, kwokNodeAnnotation } from "../../../twin/controlPlane";
import { ensureControlPlaneTools } from "../../../twin/toolchain";
import { KubernetesStack } from "./stack";

/** A control plane with a node, and a stack on it, for all tests of a suite. */
export class TestCluster {
  readonly directory = mkdtempSync(join(tmpdir(), "twin-kubernetes-"));
  readonly plane = new ControlPlane(join(this.directory, "controlPlane"));
  private started: { readonly objects: ApiServer; readonly stack: KubernetesStack } | undefined;

  /** To be called in a `describe`. */
  static use(): TestCluster {
    const cluster = new TestCluster();
    before(() => cluster.start());
    after(() => cluster.stop());
    return cluster;
  }

  get objects(): ApiServer {
    return this.running.objects;
  }

  get stack(): KubernetesStack {
    return this.running.stack;
  }

  private get running() {
    if (!this.started) throw new Error("the cluster has not been started");
    return this.started;
  }

  private async start(): Promise<void> {
    await this.plane.start("1.36", await ensureControlPlaneTools("1.36", () => undefined), { instantPods: true });
    const kubeconfig = readFileSync(this.plane.adminKubeconfigPath, "utf8");
    this.started = {
      objects: new ApiServer(this.plane.adminKubeconfigPath),
      stack: await KubernetesStack.create(join(this.directory, "stack"), kubeconfig),
    };
    await this.objects.create(node("node-a", "eu-west-1a"));
  }

  private async stop(): Promise<void> {
    this.started?.objects.close();
    this.started?.stack.stop();
    await this.plane.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function node(name: string, zone: string): V1Node {
  const resources = { cpu: "4", memory: "16Gi", pods: "58" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value },
      labels: { "topology.kubernetes.io/zone": zone, "kubernetes.io/hostname": name },
    },
    status: { allocatable: resources, capacity: resources },
  };
}
