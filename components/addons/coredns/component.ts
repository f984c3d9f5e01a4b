import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { coreDns } from "./spec";

export type CoreDnsArgs = AddonArgs & SettingsOf<typeof coreDns>;

/**
 * CoreDNS: the EKS add-on `coredns`, which answers for names inside the cluster. Free of charge beyond its pods.
 *
 * It must depend on nodes or on the Fargate profile it runs by: without either, AWS waits 20 minutes for its pods and fails.
 */
export class CoreDns extends pulumi.ComponentResource {
  constructor(name: string, args: CoreDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CoreDns", name, {}, opts);
    const { replicas, maxReplicas } = args;
    const configuration = {
      ...(maxReplicas === undefined
        ? { replicaCount: replicas }
        : { autoScaling: { enabled: true, minReplicas: replicas, maxReplicas } }),
      ...(args.onFargate && { computeType: "Fargate" }),
    };
    eksAddon(name, coreDns, args, { configuration }, { parent: this });
    this.registerOutputs();
  }
}
