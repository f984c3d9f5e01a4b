import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { podIdentityAgent } from "./spec";

/**
 * The EKS Pod Identity agent: the EKS add-on `eks-pod-identity-agent`, which hands pods the roles of their service accounts
 * on EC2 nodes. Free of charge.
 *
 * Nodes must depend on it: the CNI gets its permissions by it. Never of use on Fargate or on Auto Mode's nodes: the former
 * takes no DaemonSets, the latter have it built in.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export class PodIdentityAgent extends pulumi.ComponentResource {
  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:PodIdentityAgent", name, {}, opts);
    eksAddon(name, podIdentityAgent, args, {}, { parent: this });
    this.registerOutputs();
  }
}
