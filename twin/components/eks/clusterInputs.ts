import type * as eks from "@pulumi/eks";
import { type Component, refuseUnknownInputs, requireValue } from "../inputs";

const inputs: readonly (keyof eks.ClusterArgs)[] = [
  "authenticationMode",
  "autoMode",
  "bootstrapSelfManagedAddons",
  "corednsAddonOptions",
  "createOidcProvider",
  "deletionProtection",
  "enabledClusterLogTypes",
  "encryptionConfigKeyArn",
  "endpointPrivateAccess",
  "endpointPublicAccess",
  "kubeProxyAddonOptions",
  "kubernetesServiceIpAddressRange",
  "name",
  "privateSubnetIds",
  "publicAccessCidrs",
  "publicSubnetIds",
  "serviceRole",
  "skipDefaultNodeGroup",
  "skipDefaultSecurityGroups",
  "tags",
  "upgradePolicy",
  "useDefaultVpcCni",
  "version",
  "vpcId",
];

/** Refuses what the stand-in does not support, before there is any resource. */
export function refuseUnsupportedClusterInputs(component: Component, args: eks.ClusterArgs): void {
  refuseUnknownInputs(component, args, inputs);
  requireValue(component, "authenticationMode", args.authenticationMode, ["API"]);
  requireValue(component, "createOidcProvider", args.createOidcProvider, [false, undefined]);
  requireValue(component, "skipDefaultNodeGroup", args.skipDefaultNodeGroup, [true]);
  requireValue(component, "skipDefaultSecurityGroups", args.skipDefaultSecurityGroups, [true]);
  if (!args.serviceRole) requireValue(component, "serviceRole", args.serviceRole, []);
  requireValue(component, "autoMode.createNodeRole", args.autoMode?.createNodeRole, [false, undefined]);
  requireValue(component, "autoMode.enabled", args.autoMode?.enabled, [true, undefined]);
  // It means: leave the CNI to EKS.
  requireValue(component, "useDefaultVpcCni", args.useDefaultVpcCni, [true]);
  requireValue(component, "kubeProxyAddonOptions.enabled", args.kubeProxyAddonOptions?.enabled, [false]);
  requireValue(component, "corednsAddonOptions.enabled", args.corednsAddonOptions?.enabled, [false]);
}
