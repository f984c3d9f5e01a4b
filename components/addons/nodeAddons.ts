import type * as pulumi from "@pulumi/pulumi";
import { KubeProxy } from "./kubeProxy";
import { PodIdentityAgent } from "./podIdentityAgent";
import { VpcCni, type VpcCniArgs } from "./vpcCni";

export interface NodeAddonsArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  /** EKS builds. What has none is not made: without EC2 nodes these add-ons could run nowhere. */
  readonly versions: {
    readonly "eks-pod-identity-agent"?: string;
    readonly "vpc-cni"?: string;
    readonly "kube-proxy"?: string;
  };
  readonly vpcCni: Pick<VpcCniArgs, "prefixDelegation" | "networkPolicy" | "warmTargets">;
}

/**
 * The add-ons that EC2 nodes need from their start until their end: they become Ready and drain with them. The CNI comes
 * after the agent that hands it its permissions, or a change of these would reach nodes that can't take it in.
 */
export function nodeAddons(args: NodeAddonsArgs, opts: pulumi.ComponentResourceOptions): pulumi.Resource[] {
  const { region, clusterName, versions, vpcCni } = args;
  const { "eks-pod-identity-agent": agentVersion, "vpc-cni": cniVersion, "kube-proxy": proxyVersion } = versions;
  const agent = agentVersion
    ? [new PodIdentityAgent("eks-pod-identity-agent", { clusterName, version: agentVersion }, opts)]
    : [];
  const cni = cniVersion
    ? [new VpcCni("vpc-cni", { region, clusterName, version: cniVersion, ...vpcCni }, { ...opts, dependsOn: agent })]
    : [];
  const proxy = proxyVersion ? [new KubeProxy("kube-proxy", { clusterName, version: proxyVersion }, opts)] : [];
  return [...agent, ...cni, ...proxy];
}
