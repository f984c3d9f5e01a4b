import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { eksChild, eksKubernetesChild } from "../children";
import { refuseUnknownInputs } from "../inputs";
import { stringifyConfiguration } from "./addonConfiguration";
import { cniEnvironment, cniEnvironmentInputs, cniInitEnvironment, withEnvironment } from "./cniEnvironment";

const inputs: readonly (keyof eks.VpcCniAddonArgs)[] = [
  ...cniEnvironmentInputs,
  "addonVersion",
  "clusterName",
  "clusterVersion",
  "configurationValues",
  "enableNetworkPolicy",
  "resolveConflictsOnCreate",
  "resolveConflictsOnUpdate",
  "securityContextPrivileged",
  "serviceAccountRoleArn",
  "tags",
];

/** The schema of the SDK says that tags are a list of maps; the component takes, and hands on, a map. */
export type VpcCniAddonArgs = Omit<eks.VpcCniAddonArgs, "tags"> & { readonly tags?: aws.eks.AddonArgs["tags"] };

/** Stand-in for `eks.VpcCniAddon`: the add-on `vpc-cni`, configured from typed inputs. */
export class VpcCniAddon extends pulumi.ComponentResource {
  /** The component has no outputs for the program. */
  readonly outputs: pulumi.Inputs;

  constructor(name: string, args: VpcCniAddonArgs, opts?: pulumi.ComponentResourceOptions) {
    const component = { type: "eks:index:VpcCniAddon", name };
    refuseUnknownInputs(component, args, inputs);
    super(component.type, name, {}, opts);

    const addonVersion = args.addonVersion ?? this.recommendedVersion(args.clusterVersion);
    const configuration = pulumi
      .all([cniEnvironment(args), cniInitEnvironment(args), args.enableNetworkPolicy, args.configurationValues ?? {}])
      .apply(([env, initEnv, networkPolicy, given]) => withEnvironment(given, env, initEnv, networkPolicy));
    const addon = new aws.eks.Addon(
      name,
      {
        clusterName: args.clusterName,
        addonName: "vpc-cni",
        addonVersion,
        resolveConflictsOnCreate: args.resolveConflictsOnCreate ?? "OVERWRITE",
        resolveConflictsOnUpdate: args.resolveConflictsOnUpdate ?? "OVERWRITE",
        serviceAccountRoleArn: args.serviceAccountRoleArn,
        preserve: true,
        tags: args.tags,
        configurationValues: stringifyConfiguration(configuration),
      },
      eksChild(this),
    );
    if (args.securityContextPrivileged) this.makePrivileged(name, args.securityContextPrivileged, addon);
    this.outputs = { addon };
    this.registerOutputs(this.outputs);
  }

  private recommendedVersion(kubernetesVersion: pulumi.Input<string> | undefined): pulumi.Output<string> {
    if (!kubernetesVersion) {
      throw new pulumi.ResourceError(
        "You need to specify either `addonVersion` or `clusterVersion` to determine the version of the vpc-cni addon to use.",
        this,
      );
    }
    return aws.eks.getAddonVersionOutput({ addonName: "vpc-cni", kubernetesVersion, mostRecent: true }, eksChild(this))
      .version;
  }

  private makePrivileged(name: string, privileged: pulumi.Input<boolean>, addon: aws.eks.Addon): void {
    new kubernetes.apps.v1.DaemonSetPatch(
      name,
      {
        metadata: {
          name: "aws-node",
          namespace: "kube-system",
          annotations: { "pulumi.com/patchForce": "true" },
        },
        spec: { template: { spec: { containers: [{ name: "aws-node", securityContext: { privileged } }] } } },
      },
      { ...eksKubernetesChild(this), dependsOn: [addon], retainOnDelete: true },
    );
  }
}
