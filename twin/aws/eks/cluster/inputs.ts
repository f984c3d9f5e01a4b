import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { known } from "../../generic";
import { CLUSTER } from "../context";

/** Auto Mode, which is off without it. */
const computeConfig = z
  .looseObject({ enabled: z.literal(true), nodePools: z.array(z.string()), nodeRoleArn: z.string() })
  .optional();

const clusterInputs = z.looseObject({
  name: z.string(),
  roleArn: z.string(),
  version: z.string(),
  vpcConfig: z.looseObject({ subnetIds: z.array(z.string()), publicAccessCidrs: z.array(z.string()).default([]) }),
  accessConfig: z.looseObject({
    authenticationMode: z.literal("API"),
    bootstrapClusterCreatorAdminPermissions: z.literal(false),
  }),
  bootstrapSelfManagedAddons: z.literal(false),
  computeConfig,
  kubernetesNetworkConfig: z.looseObject({ serviceIpv4Cidr: z.string() }),
  upgradePolicy: z.looseObject({ supportType: z.string() }),
});

/** The inputs of a cluster as far as a rule or an effect reads them. */
export type ClusterInputs = z.infer<typeof clusterInputs>;

export function parseClusterInputs(inputs: Properties): ClusterInputs {
  return known(clusterInputs, CLUSTER, inputs);
}

export function computeConfigOf(inputs: Properties): ClusterInputs["computeConfig"] {
  return computeConfig.parse(inputs.computeConfig);
}
