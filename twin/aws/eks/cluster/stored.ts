import { z } from "zod";
import type { StoredResource } from "../../account";

const vpcConfig = z.looseObject({
  vpcId: z.string(),
  subnetIds: z.array(z.string()),
  clusterSecurityGroupId: z.string(),
  endpointPrivateAccess: z.boolean().optional(),
  endpointPublicAccess: z.boolean().optional(),
  publicAccessCidrs: z.array(z.string()).optional(),
});

/** The network of a cluster as EKS describes it. */
export function vpcConfigOf(cluster: StoredResource): z.infer<typeof vpcConfig> {
  return vpcConfig.parse(cluster.outputs["vpcConfig"]);
}

/** The Kubernetes minor of a cluster. */
export function versionOf(cluster: StoredResource): string {
  return z.string().parse(cluster.outputs["version"]);
}

const identities = z.array(z.looseObject({ oidcs: z.array(z.looseObject({ issuer: z.string() })) }));

/** Who issues the tokens of the cluster's service accounts, without the scheme. */
export function issuerOf(cluster: StoredResource): string | undefined {
  return identities.parse(cluster.outputs["identities"])[0]?.oidcs[0]?.issuer.replace("https://", "");
}
