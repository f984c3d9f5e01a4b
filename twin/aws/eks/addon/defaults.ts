import { installedByDefault } from "./builds";
import { applyAddon, clusterDnsAddress } from "./install";
import { addonObjects } from "./objects";
import type { ClusterObjects } from "../kubernetes/objects";

const SELF_MANAGED = ["vpc-cni", "kube-proxy", "coredns"];

/** Not EKS's own: so that an add-on which takes the objects over later finds them changed by somebody else, as on EKS. */
const FIELD_MANAGER = "kubectl-client-side-apply";

/** What `bootstrapSelfManagedAddons` installs in a new cluster: the three core add-ons, which nothing updates afterwards. */
export async function installSelfManagedAddons(
  cluster: ClusterObjects,
  setting: { readonly clusterName: string; readonly version: string; readonly region: string; readonly vpcId: string },
): Promise<void> {
  const clusterDns = await clusterDnsAddress(cluster);
  for (const name of SELF_MANAGED) {
    const version = installedByDefault(name, setting.version);
    if (version === undefined) throw new Error(`no build of ${name} for Kubernetes ${setting.version} is known`);
    const objects = addonObjects(name, { ...setting, version, clusterDns });
    await applyAddon(cluster, objects, "OVERWRITE", { fieldManager: FIELD_MANAGER });
  }
}
