import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
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
  // It means: leave the CNI to EKS.
  requireValue(component, "useDefaultVpcCni", args.useDefaultVpcCni, [true]);
  requireValue(component, "kubeProxyAddonOptions.enabled", args.kubeProxyAddonOptions?.enabled, [false]);
  requireValue(component, "corednsAddonOptions.enabled", args.corednsAddonOptions?.enabled, [false]);
}

/** The component's kubeconfig runs `aws`: it refuses to start without one on the PATH. */
export function requireAwsCli(): void {
  const found = (process.env.PATH ?? "").split(delimiter).some((directory) => isExecutable(join(directory, "aws")));
  if (found) return;
  throw new Error(
    "Could not find aws CLI for EKS. See https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html for installation instructions.",
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
