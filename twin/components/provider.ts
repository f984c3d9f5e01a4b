import type * as eks from "@pulumi/eks";
import type * as pulumi from "@pulumi/pulumi";
import { Vpc } from "./awsx/vpc";
import { Cluster } from "./eks/cluster";
import { ManagedNodeGroup } from "./eks/managedNodeGroup";
import { NodeGroupV2 } from "./eks/nodeGroupV2";
import { officialPlugin, unsupported } from "./inputs";

/** A component as the program sees it: the engine's reference to it, and its outputs. */
interface StandIn extends pulumi.ComponentResource {
  readonly outputs: pulumi.Inputs;
}

type Constructor = (name: string, inputs: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) => StandIn;

// The inputs were checked by the program's compiler against the same argument types; each stand-in refuses the ones that it does not know.
const components: Readonly<Record<string, Constructor>> = {
  "awsx:ec2:Vpc": (name, inputs, opts) => new Vpc(name, inputs, opts),
  "eks:index:Cluster": (name, inputs, opts) => new Cluster(name, inputs, opts),
  "eks:index:ManagedNodeGroup": (name, inputs, opts) =>
    new ManagedNodeGroup(name, inputs as eks.ManagedNodeGroupArgs, opts),
  "eks:index:NodeGroupV2": (name, inputs, opts) => new NodeGroupV2(name, inputs as eks.NodeGroupV2Args, opts),
};

/** Both packages in one provider: the type token says which component is meant. They know what this program sends, and refuse anything else. */
export const componentProvider: pulumi.provider.Provider = {
  version: "4.3.0",

  construct(name, type, inputs, opts) {
    const create = components[type];
    if (!create) throw unsupported({ type, name }, "this component");
    const { urn, outputs } = create(name, inputs, opts);
    return Promise.resolve({ urn, state: outputs });
  },

  call(token) {
    const [packageName = ""] = token.split(":");
    throw new Error(`The twin's stand-ins do not support the method ${token}. ${officialPlugin(packageName)}`);
  },
};
