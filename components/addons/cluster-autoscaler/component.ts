import * as pulumi from "@pulumi/pulumi";
import { autoscalerImage } from "../../../upgrade/chartVersions";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { chartRole } from "../podRole";
import { autoscalerStatements } from "./policy";
import { clusterAutoscaler } from "./spec";

export type ClusterAutoscalerArgs = AddonArgs & SettingsOf<typeof clusterAutoscaler>;

const serviceAccount = "cluster-autoscaler";

/**
 * The Cluster Autoscaler, which sets the number of nodes of every managed and self-managed group between its `min` and `max`:
 * - the chart `cluster-autoscaler`, with the image for the cluster's Kubernetes minor
 * - its role by Pod Identity, limited to the Auto Scaling groups of this cluster
 *
 * It keeps groups alike that differ in their zone alone, as those of `perZone` do. The annotation
 * `cluster-autoscaler.kubernetes.io/safe-to-evict: "false"` on a pod keeps its node.
 *
 * Free of charge; the nodes that it adds are not.
 *
 * @see https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
 */
export class ClusterAutoscaler extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterAutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:ClusterAutoscaler", name, {}, opts);
    const { ready: isPermitted } = chartRole(
      name,
      {
        ...args,
        serviceAccount,
        description: "Lets the Cluster Autoscaler set the size of the cluster's node groups",
        statements: autoscalerStatements(args),
      },
      this,
    );
    chartAddon(
      name,
      clusterAutoscaler,
      args,
      {
        values: {
          fullnameOverride: name, // otherwise the provider's name comes between those of release and chart
          autoDiscovery: { clusterName: args.clusterName },
          awsRegion: args.region,
          image: { tag: autoscalerImage(args.kubernetesVersion) },
          replicaCount: args.replicas,
          rbac: { serviceAccount: { name: serviceAccount } },
          extraArgs: {
            expander: args.expander,
            "balance-similar-node-groups": true,
            "scale-down-unneeded-time": `${args.scaleDownUnneededMinutes}m`,
            "skip-nodes-with-system-pods": args.skipNodesWithSystemPods,
            "skip-nodes-with-local-storage": args.skipNodesWithLocalStorage,
          },
        },
      },
      { parent: this, dependsOn: [...isPermitted] },
    );
    this.registerOutputs();
  }
}
