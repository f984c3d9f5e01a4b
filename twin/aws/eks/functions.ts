import { z } from "zod";
import type { Functions } from "../resourceType";
import { isOffered, supportPhase } from "../../../upgrade/eksVersions";
import { installedByDefault, isKnownAddon, offeredBuilds } from "./addon/builds";
import { type EksContext, EksOperation } from "./context";
import { dayOf } from "./cluster/versionRules";
import { newestBuild } from "../../../upgrade/addonVersions";

const addonVersionArgs = z.looseObject({
  addonName: z.string(),
  kubernetesVersion: z.string(),
  mostRecent: z.boolean().optional(),
});

export function eksFunctionsOf(context: EksContext): Functions {
  return {
    "aws:eks/getAddonVersion:getAddonVersion": (_call, args) => {
      const { addonName, kubernetesVersion, mostRecent } = addonVersionArgs.parse(args);
      const operation = new EksOperation(
        "DescribeAddonVersions",
        `EKS Add-On version info (${addonName}, ${kubernetesVersion})`,
      );
      if (!isKnownAddon(addonName)) throw operation.invalid(`Addon ${addonName} specified is not supported`);
      if (!isOffered(supportPhase(kubernetesVersion, dayOf(context.now())))) {
        throw operation.invalid(`Kubernetes version ${kubernetesVersion} is not supported`);
      }
      const newest = newestBuild(addonName, kubernetesVersion) ?? offeredBuilds(addonName, kubernetesVersion).at(-1);
      const version = mostRecent ? newest : installedByDefault(addonName, kubernetesVersion);
      if (version === undefined) throw new Error("reading EKS Add-On version info: couldn't find resource");
      return { addonName, id: addonName, kubernetesVersion, mostRecent: mostRecent ?? false, version };
    },
  };
}
