import assert from "node:assert/strict";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { addonObjects } from "../../../twin/aws/eks/addon/objects";
import { ControlPlaneFiles, kwokNodeAnnotation } from "../../../twin/controlPlane";
import { useControlPlane } from "./bareControlPlane";

const MEBIBYTE = 1024 * 1024;

describe("metrics on the control plane", () => {
  const { directory, create, kubectl, apply, watching, ...bare } = useControlPlane();
  const start = () =>
    bare.start({ instantPods: true, progress: (tool, message) => console.log(`${tool}: ${message}`) });
  /** Until kubectl succeeds; the test's own timeout is the limit. */
  const eventually = async (...args: string[]): Promise<string> => {
    for (;;) {
      const result = await kubectl(...args).catch(() => undefined);
      if (result !== undefined) return result;
      await sleep(1000);
    }
  };
  const names = async () => (await create().status()).processes.map(({ name }) => name);

  it("serve kubectl top and an autoscaler while the add-on is there, and take no process before and after", async () => {
    const marker = new ControlPlaneFiles(directory()).metricsServer;
    await start();
    assert.equal((await names()).includes("metrics-server"), false);
    const setting = {
      version: "v0.8.0-eksbuild.1",
      clusterName: "demo",
      region: "eu-west-1",
      vpcId: "vpc-1",
      clusterDns: "",
    };
    await apply(node(), deployment(), autoscaler, ...addonObjects("metrics-server", setting));
    fs.writeFileSync(marker, "{}");
    await start();
    assert.equal((await names()).at(-1), "metrics-server");

    await kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    assert.match(await eventually("top", "nodes"), /node-a +\d+m/);
    assert.match(await eventually("top", "pods"), /web-\S+ +\d+m +\d+Mi/);

    const watch = watching(["deployment/web"], "{.spec.replicas}");
    const use = (cpu: string) =>
      kubectl("annotate", "pods", "--selector=app=web", "--overwrite", `kwok.x-k8s.io/usage-cpu=${cpu}`);
    await use("200m");
    const grown = await watch.until((replicas) => replicas === "4");
    await use("1m");
    await watch.until((replicas) => replicas === "2", grown);

    const { processes } = await create().status();
    const total = processes.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, 0);
    assert.ok(total < 1536 * MEBIBYTE, `the control plane takes ${Math.round(total / MEBIBYTE)} MiB`);

    fs.rmSync(marker);
    await start();
    assert.equal((await names()).includes("metrics-server"), false);
  });
});

const labels = { app: "web" };

function node(): object {
  const amounts = { cpu: "4", memory: "16Gi", pods: "110" };
  const addresses = [
    { type: "InternalIP", address: "10.0.1.5" },
    { type: "Hostname", address: "node-a" },
  ];
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-a", annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value } },
    status: { capacity: amounts, allocatable: amounts, addresses },
  };
}

function deployment(): object {
  const containers = [{ name: "web", image: "nginx:1", resources: { requests: { cpu: "100m", memory: "64Mi" } } }];
  const template = { metadata: { labels }, spec: { containers } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas: 2, selector: { matchLabels: labels }, template },
  };
}

const autoscaler = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    minReplicas: 2,
    maxReplicas: 4,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  },
};
