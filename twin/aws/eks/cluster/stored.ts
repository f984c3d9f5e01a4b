import { z } from "zod";
import type { StoredResource } from "../../account";
import { DEFAULT_AUTHENTICATION_MODE } from "./inputs";

const vpcConfig = z.looseObject({
  vpcId: z.string(),
  subnetIds: z.array(z.string()),
  clusterSecurityGroupId: z.string(),
  securityGroupIds: z.array(z.string()).optional(),
  endpointPrivateAccess: z.boolean().optional(),
  endpointPublicAccess: z.boolean().optional(),
  publicAccessCidrs: z.array(z.string()).optional(),
});

export type StoredVpcConfig = z.infer<typeof vpcConfig>;

/** The network of a cluster as EKS describes it. */
export function vpcConfigOf(cluster: StoredResource): StoredVpcConfig {
  return vpcConfig.parse(cluster.outputs["vpcConfig"]);
}

/** The Kubernetes minor of a cluster. */
export function versionOf(cluster: StoredResource): string {
  return z.string().parse(cluster.outputs["version"]);
}

const identities = z.array(z.looseObject({ oidcs: z.array(z.looseObject({ issuer: z.string() })) }));

/** The issuer of the cluster's service account tokens, without `https://`: as IAM names the provider. */
export function oidcIssuerHost(cluster: StoredResource): string {
  const issuer = identities.parse(cluster.outputs["identities"])[0]?.oidcs[0]?.issuer ?? "";
  return issuer.replace(/^https:\/\//, "");
}

const accessConfig = z.looseObject({ authenticationMode: z.string().optional() }).optional();

/** How the API server knows callers: by access entries, by the config map aws-auth, or by both. */
export function authenticationModeOf(cluster: StoredResource): string {
  return accessConfig.parse(cluster.outputs["accessConfig"])?.authenticationMode ?? DEFAULT_AUTHENTICATION_MODE;
}
