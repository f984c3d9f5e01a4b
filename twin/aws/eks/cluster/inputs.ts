import { z } from "zod";
import type { Properties } from "../../../provider/values";

const vpcConfig = z.looseObject({
  subnetIds: z.array(z.string()),
  securityGroupIds: z.array(z.string()).optional(),
  endpointPrivateAccess: z.boolean().optional(),
  endpointPublicAccess: z.boolean().optional(),
  publicAccessCidrs: z.array(z.string()).optional(),
});

const clusterInputs = z.looseObject({
  name: z.string(),
  roleArn: z.string(),
  version: z.string().optional(),
  vpcConfig,
  accessConfig: z
    .looseObject({
      authenticationMode: z.string().optional(),
      bootstrapClusterCreatorAdminPermissions: z.boolean().optional(),
    })
    .optional(),
  bootstrapSelfManagedAddons: z.boolean().optional(),
  computeConfig: z
    .looseObject({
      enabled: z.boolean().optional(),
      nodePools: z.array(z.string()).optional(),
      nodeRoleArn: z.string().optional(),
    })
    .optional(),
  deletionProtection: z.boolean().optional(),
  enabledClusterLogTypes: z.array(z.string()).optional(),
  encryptionConfig: z.looseObject({ provider: z.looseObject({ keyArn: z.string() }) }).optional(),
  forceUpdateVersion: z.boolean().optional(),
  kubernetesNetworkConfig: z
    .looseObject({
      ipFamily: z.string().optional(),
      serviceIpv4Cidr: z.string().optional(),
      elasticLoadBalancing: z.looseObject({ enabled: z.boolean().optional() }).optional(),
    })
    .optional(),
  storageConfig: z
    .looseObject({ blockStorage: z.looseObject({ enabled: z.boolean().optional() }).optional() })
    .optional(),
  upgradePolicy: z.looseObject({ supportType: z.string().optional() }).optional(),
});

/** The inputs of a cluster as far as a rule or an effect reads them. */
export type ClusterInputs = z.infer<typeof clusterInputs>;

export function parseClusterInputs(inputs: Properties): ClusterInputs {
  return clusterInputs.parse(inputs);
}

/** EKS's own default when the API gets no mode. */
export const DEFAULT_AUTHENTICATION_MODE = "CONFIG_MAP";

export function authenticationMode({ accessConfig }: Pick<ClusterInputs, "accessConfig">): string {
  return accessConfig?.authenticationMode ?? DEFAULT_AUTHENTICATION_MODE;
}

/** True without an `accessConfig`, but false in one that leaves it out: the provider then sends `false`. */
export function bootstrapsCreator({ accessConfig }: Pick<ClusterInputs, "accessConfig">): boolean {
  return accessConfig ? (accessConfig.bootstrapClusterCreatorAdminPermissions ?? false) : true;
}

export function isAutoMode({ computeConfig }: Pick<ClusterInputs, "computeConfig">): boolean {
  return computeConfig?.enabled ?? false;
}
