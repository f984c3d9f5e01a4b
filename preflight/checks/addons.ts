import * as aws from "@pulumi/aws";
import { addonNames, addonSpec } from "../../components/addons/specs";
import { compareBuilds, incompatibility } from "../../upgrade/addonVersions";
import { type Check, ok, unknown, wrong } from "../check";

/** Whether EKS offers the pinned builds. The provider tells the default and the newest one only; the AWS CLI tells all. */
export const addons: Check = ({ config: { versions, region }, opts }) =>
  addonNames.flatMap((addonName) => {
    const build = versions.addons[addonName];
    if (build === undefined || addonSpec(addonName).source.kind !== "eksAddon") return [];
    const { kubernetes: kubernetesVersion } = versions;
    return {
      subject: `add-on ${addonName}`,
      async answer() {
        const [usual, newest] = await Promise.all(
          [false, true].map((mostRecent) =>
            aws.eks.getAddonVersion({ addonName, kubernetesVersion, mostRecent }, opts).then(({ version }) => version),
          ),
        );
        const offered = `EKS's default for ${kubernetesVersion} is ${usual}, its newest ${newest}`;
        if (build === usual) return ok(`${build} is EKS's default for ${kubernetesVersion}; its newest is ${newest}`);
        if (build === newest) return ok(`${build} is EKS's newest for ${kubernetesVersion}; its default is ${usual}`);
        const change = `change versions.addons.${addonName} to one of them`;
        const obstacle = incompatibility(addonName, build, kubernetesVersion);
        if (obstacle !== undefined) return wrong(`${build} ${obstacle}: ${offered}`, change);
        if (compareBuilds(build, newest ?? build) > 0) return wrong(`${build} is not offered: ${offered}`, change);
        return unknown(
          `${build} is neither: ${offered}`,
          `aws eks describe-addon-versions --region ${region} --kubernetes-version ${kubernetesVersion} --addon-name ${addonName} ` +
            "--query 'addons[].addonVersions[].addonVersion' lists all that it offers",
        );
      },
    };
  });
