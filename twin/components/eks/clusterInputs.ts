import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type * as eks from "@pulumi/eks";
import { type Component, refuseUnknownInputs, requirePlain } from "../inputs";
import { supportsAccessEntries, validateAuthentication } from "./authentication";
import { selfManagedNodesInputs } from "./nodeGroupV2";

const inputs: readonly (keyof eks.ClusterArgs)[] = [
  "accessEntries",
  "authenticationMode",
  "autoMode",
  "bootstrapSelfManagedAddons",
  "clusterSecurityGroup",
  "clusterSecurityGroupTags",
  "clusterTags",
  "corednsAddonOptions",
  "createInstanceRole",
  "createOidcProvider",
  "deletionProtection",
  "desiredCapacity",
  "enableConfigMapMutable",
  "enabledClusterLogTypes",
  "encryptionConfigKeyArn",
  "endpointPrivateAccess",
  "endpointPublicAccess",
  "fargate",
  "gpu",
  "instanceRole",
  "instanceRoles",
  "instanceType",
  "ipFamily",
  "kubeProxyAddonOptions",
  "kubernetesServiceIpAddressRange",
  "maxSize",
  "minSize",
  "name",
  "nodeAmiId",
  "nodeAssociatePublicIpAddress",
  "nodeGroupOptions",
  "nodePublicKey",
  "nodeRootVolumeEncrypted",
  "nodeRootVolumeSize",
  "nodeSecurityGroupTags",
  "nodeSubnetIds",
  "nodeUserData",
  "privateSubnetIds",
  "providerCredentialOpts",
  "publicAccessCidrs",
  "publicSubnetIds",
  "roleMappings",
  "serviceRole",
  "skipDefaultNodeGroup",
  "skipDefaultSecurityGroups",
  "storageClasses",
  "subnetIds",
  "tags",
  "upgradePolicy",
  "useDefaultVpcCni",
  "userMappings",
  "version",
  "vpcCniOptions",
  "vpcId",
];

/** Refuses what the stand-in does not support, before there is any resource. */
export function refuseUnsupportedClusterInputs(component: Component, args: eks.ClusterArgs): void {
  refuseUnknownInputs(component, args, inputs);
  requirePlain(component, args, ["clusterSecurityGroup", "createOidcProvider", "fargate"]);
  refuseUnknownInputs(component, args.nodeGroupOptions ?? {}, selfManagedNodesInputs, "nodeGroupOptions.");
}

/** The component's own checks, in its words. */
export function validateClusterInputs(args: eks.ClusterArgs): void {
  requireAwsCli();
  validateAuthentication(args);
  if (args.instanceRole && args.instanceRoles) {
    throw new Error("instanceRole and instanceRoles are mutually exclusive, and cannot both be set.");
  }
  if (args.subnetIds && (args.publicSubnetIds || args.privateSubnetIds)) {
    throw new Error(
      "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually exclusive. Choose a single approach.",
    );
  }
  const single = Object.keys(defaultNodeOptions(args)).filter((key) => key !== "version");
  if (args.nodeGroupOptions && single.length > 0) {
    throw new Error(
      "Setting nodeGroupOptions, and any set of singular node group option(s) on the cluster, is mutually exclusive. Choose a single approach.",
    );
  }
  if (args.autoMode?.enabled && !supportsAccessEntries(args.authenticationMode)) {
    throw new Error(
      "Access entries are required when using EKS Auto Mode. Use the authentication mode 'API' or 'API_AND_CONFIG_MAP'.",
    );
  }
}

/** The cluster's own inputs for the nodes of the default group. */
export function defaultNodeOptions(args: eks.ClusterArgs): eks.types.input.ClusterNodeGroupOptionsArgs {
  const options = {
    nodeSubnetIds: args.nodeSubnetIds,
    nodeAssociatePublicIpAddress: args.nodeAssociatePublicIpAddress,
    instanceType: args.instanceType,
    nodePublicKey: args.nodePublicKey,
    nodeRootVolumeEncrypted: args.nodeRootVolumeEncrypted,
    nodeRootVolumeSize: args.nodeRootVolumeSize,
    nodeUserData: args.nodeUserData,
    minSize: args.minSize,
    maxSize: args.maxSize,
    desiredCapacity: args.desiredCapacity,
    amiId: args.nodeAmiId,
    gpu: args.gpu,
    version: args.version,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The component's kubeconfig runs `aws`: it refuses to start without one on the PATH. */
function requireAwsCli(): void {
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
