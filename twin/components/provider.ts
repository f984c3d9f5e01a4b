import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { Repository } from "./awsx/repository";
import { Vpc } from "./awsx/vpc";
import { Addon, type AddonArgs } from "./eks/addon";
import { Cluster } from "./eks/cluster";
import { kubeconfigOf } from "./eks/kubeconfig";
import { ManagedNodeGroup } from "./eks/managedNodeGroup";
import { NodeGroupV2 } from "./eks/nodeGroupV2";
import { VpcCniAddon, type VpcCniAddonArgs } from "./eks/vpcCniAddon";
import { ClusterReference } from "./eks/references";
import { officialPlugin, unsupported } from "./inputs";

/** A component as the program sees it: the engine's reference to it, and its outputs. */
interface StandIn extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;
}

type Constructor = (name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) => StandIn;

// The inputs were checked by the program's compiler against the same argument types; each stand-in refuses the ones that it does not know.
const components: Readonly<Record<string, Constructor>> = {
  "awsx:ec2:Vpc": (name, inputs, opts) => new Vpc(name, inputs, opts),
  "awsx:ecr:Repository": (name, inputs, opts) => new Repository(name, inputs, opts),
  "eks:index:Addon": (name, inputs, opts) => new Addon(name, inputs as AddonArgs, opts),
  "eks:index:Cluster": (name, inputs, opts) => new Cluster(name, inputs, opts),
  "eks:index:ManagedNodeGroup": (name, inputs, opts) =>
    new ManagedNodeGroup(name, inputs as eks.ManagedNodeGroupArgs, opts),
  "eks:index:NodeGroupV2": (name, inputs, opts) => new NodeGroupV2(name, inputs as eks.NodeGroupV2Args, opts),
  "eks:index:VpcCniAddon": (name, inputs, opts) => new VpcCniAddon(name, inputs as VpcCniAddonArgs, opts),
};

/** Both packages in one provider: the type token says which component is meant. */
export const componentProvider: pulumi.provider.Provider = {
  version: "4.3.0",

  construct(name, type, inputs, opts) {
    const create = components[type];
    if (!create) throw unsupported({ type, name }, "this component");
    const { urn, outputs } = create(name, inputs, opts);
    return Promise.resolve({ urn, state: outputs });
  },

  call(token, { __self__: self, ...credentials }) {
    if (token !== "eks:index:Cluster/getKubeconfig" || !(self instanceof ClusterReference)) {
      throw new Error(`The twin's stand-ins do not support the method ${token}. ${officialPlugin("eks")}`);
    }
    const kubeconfig = kubeconfigOf(self.eksCluster, pulumi.output(credentials));
    return Promise.resolve({ outputs: { result: pulumi.jsonStringify(kubeconfig) } });
  },
};
