import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

type ClusterAccess = Pick<aws.eks.Cluster, "arn" | "certificateAuthority" | "endpoint" | "name">;

/** The component's kubeconfig: it runs `aws eks get-token` and holds no secret. */
export function kubeconfigOf(cluster: ClusterAccess) {
  return pulumi
    .all([cluster.name, cluster.endpoint, cluster.certificateAuthority, cluster.arn])
    .apply(([name, endpoint, { data }, arn]) => ({
      apiVersion: "v1",
      clusters: [{ cluster: { server: endpoint, "certificate-authority-data": data }, name: "kubernetes" }],
      contexts: [{ context: { cluster: "kubernetes", user: "aws" }, name: "aws" }],
      "current-context": "aws",
      kind: "Config",
      users: [{ name: "aws", user: { exec: tokenCommand(name, regionOf(arn)) } }],
    }));
}

function tokenCommand(clusterName: string, region: string) {
  const apiVersion = "client.authentication.k8s.io/v1beta1";
  return {
    apiVersion,
    command: "aws",
    args: ["--region", region, "eks", "get-token", "--cluster-name", clusterName, "--output", "json"],
    env: [{ name: "KUBERNETES_EXEC_INFO", value: `{"apiVersion": "${apiVersion}"}` }],
  };
}

function regionOf(arn: string): string {
  const region = arn.split(":")[3];
  if (!region) throw new Error(`Invalid ARN: ${arn}`);
  return region;
}
