import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { cachedFile } from "../../../cachedFile";
import { writeWhole } from "../../../writeWhole";
import type { StoredResource } from "../../account";

// What the simulated EKS and its controller for Fargate and Auto Mode (twin/compute), which is a process of its own, have in common.

/** Label by which a pod names its profile; EKS sets it on every pod it takes. */
export const PROFILE_LABEL = "eks.amazonaws.com/fargate-profile";

/** Annotation by which a pod stays away from Fargate, and label of the nodes that EKS runs itself. */
export const COMPUTE_TYPE = "eks.amazonaws.com/compute-type";

/** Label of the nodes that Karpenter starts, that of EKS Auto Mode included. */
export const NODE_POOL_LABEL = "karpenter.sh/nodepool";

/** The webhook of Fargate, as it is called in real clusters. */
export const webhookReference = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "MutatingWebhookConfiguration",
  name: "0500-amazon-eks-fargate-mutation.amazonaws.com",
};

const record = z.strictObject({
  clusterName: z.string(),
  region: z.string(),
  /** State of the simulated account, which says what profiles and node pools there are. */
  accountFile: z.string(),
});

/** Which cluster the compute controller works for. */
export type ComputeRecord = Readonly<z.infer<typeof record>>;

/** `undefined` when the cluster has no compute of EKS's own. */
export function readRecord(file: string): ComputeRecord | undefined {
  return existsSync(file) ? record.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function writeRecord(file: string, content: ComputeRecord): void {
  writeWhole(file, content);
}

/** The network interfaces that the compute controller keeps, as another process sees them. */
export function readInterfaces(file: string): () => readonly StoredResource[] {
  const read = cachedFile(file, (content) => JSON.parse(content) as StoredResource[]);
  return () => read() ?? [];
}
