import * as aws from "@pulumi/aws";
import { type Check, ok, wrong } from "../check";

/** Whether EKS offers the minor of the control plane, with the support that the environment asks for. */
export const controlPlane: Check = ({ config: { versions, cluster }, opts }) => [
  {
    subject: `Kubernetes ${versions.kubernetes}`,
    async answer() {
      const { clusterVersions } = await aws.eks.getClusterVersions({ includeAll: true }, opts);
      const offered = clusterVersions.filter(({ versionStatus }) => versionStatus !== "UNSUPPORTED");
      const found = offered.find(({ clusterVersion }) => clusterVersion === versions.kubernetes);
      const fix = "change versions.kubernetes, one minor at a time if there is a cluster";
      if (!found) return wrong(`EKS offers ${offered.map(({ clusterVersion }) => clusterVersion).join(", ")}`, fix);
      const standard = `standard support until ${day(found.endOfStandardSupportDate)}`;
      if (found.versionStatus === "STANDARD_SUPPORT") return ok(standard);
      const extended = `extended support, until ${day(found.endOfExtendedSupportDate)}`;
      if (cluster.upgradePolicy === "extended") return ok(extended);
      return wrong(`is in ${extended}, and cluster.upgradePolicy is standard`, fix);
    },
  },
];

const day = (date: string): string => date.slice(0, "2026-11-25".length);
