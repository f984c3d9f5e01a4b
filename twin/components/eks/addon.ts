import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { refuseUnknownInputs, unsupported } from "../inputs";
import { ClusterReference } from "./references";

const inputs: readonly (keyof eks.AddonArgs)[] = [
  "addonName",
  "addonVersion",
  "cluster",
  "configurationValues",
  "preserve",
  "resolveConflictsOnCreate",
  "resolveConflictsOnUpdate",
  "serviceAccountRoleArn",
  "tags",
];

/** The schema of the SDK says that tags are a list of maps; the component takes, and hands on, a map. */
export type AddonArgs = Omit<eks.AddonArgs, "tags"> & { readonly tags?: aws.eks.AddonArgs["tags"] };

/** Stand-in for `eks.Addon`: one EKS add-on. It moves itself below the cluster, and so into the cluster's providers. */
export class Addon extends pulumi.ComponentResource {
  /** The component has no outputs for the program. */
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: AddonArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:Addon", name };
    refuseUnknownInputs(component, args, inputs);
    const { cluster, configurationValues, ...rest } = args;
    if (!(cluster instanceof ClusterReference)) throw unsupported(component, "a 'cluster' that is not an eks.Cluster");
    super(component.type, name, {}, { ...opts, parent: cluster });
    const addon = new aws.eks.Addon(
      name,
      {
        ...rest,
        clusterName: cluster.core.cluster.name,
        configurationValues: configurationValues && pulumi.jsonStringify(configurationValues),
      },
      eksChild(this),
    );
    this.outputs = { addon };
    this.registerOutputs({});
  }
}
