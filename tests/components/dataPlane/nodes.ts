import * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import type { NodeContext } from "../../../components/dataPlane/nodes/nodes";
import type { NodeSettings } from "../../../components/dataPlane/nodes/spec";

/** Where the nodes of a test are. */
export function nodeContext(opts: pulumi.ComponentResourceOptions): NodeContext {
  const cluster = new eks.Cluster("main", { name: "demo", version: "1.36" }, opts);
  return {
    region: "eu-west-1",
    cluster,
    clusterName: "demo",
    subnetIds: ["subnet-1", "subnet-2"],
    availabilityZones: ["eu-west-1a", "eu-west-1b"],
    securityGroupId: "sg-nodes",
    kubernetesVersion: "1.36",
    releaseVersion: "1.36.4-20260930",
    kubelet: { maxPods: 29 },
    tags: { owner: "team", costCenter: "1" },
  };
}

export const nodeGroup: Omit<NodeSettings, "name" | "kubelet"> & { readonly amiType: "AL2023_x86_64_STANDARD" } = {
  amiType: "AL2023_x86_64_STANDARD",
  instanceTypes: ["m7i.large", "m6i.large"],
  capacityType: "on-demand",
  scaling: { min: 2, desired: 3, max: 5 },
  diskSizeGiB: 80,
  perZone: false,
  labels: {},
  taints: [],
};

/** User data as the node reads it. */
export const decoded = (base64: unknown): string => Buffer.from(String(base64), "base64").toString();
