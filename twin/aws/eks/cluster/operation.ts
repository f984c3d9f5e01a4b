import { eksVersions, minorsAhead } from "../../../../upgrade/eksVersions";
import { EksOperation } from "../context";

/** A call about the cluster, as the provider's errors name it. */
export function clusterOperation(name: string, clusterName: string): EksOperation {
  return new EksOperation(name, `EKS Cluster (${clusterName})`);
}

/** EKS counts its own builds of a minor; the number grows with the minor's age. */
export function platformVersion(version: string): string {
  const age = minorsAhead(eksVersions[0]?.version ?? version, version);
  return `eks.${Math.max(1, 6 + 8 * age)}`;
}
