import { defaultBuild, newestBuild } from "../../../upgrade/addonVersions";
import { eksVersions, supportPhase } from "../../../upgrade/eksVersions";
import type { Properties } from "../../provider/values";
import { shown } from "../read";
import type { Call, Functions } from "../resourceType";
import { CLUSTER, EksOperation, NODE_GROUP, ofCluster } from "./context";

function getClusters(call: Call, args: Properties): Properties {
  return { ...args, id: call.region, region: call.region, names: call.account.list(CLUSTER).map(({ id }) => id) };
}

function getNodeGroups(call: Call, args: Properties): Properties {
  const clusterName = shown(args.clusterName);
  if (!call.account.get(CLUSTER, clusterName)) {
    throw new EksOperation("ListNodegroups", `EKS Node Groups (${clusterName})`).noCluster(clusterName);
  }
  const names = ofCluster(call, NODE_GROUP, clusterName).map(({ inputs }) => inputs.nodeGroupName ?? "");
  return { ...args, id: clusterName, region: call.region, names };
}

function getNodeGroup(call: Call, args: Properties): Properties {
  const id = `${shown(args.clusterName)}:${shown(args.nodeGroupName)}`;
  const group = call.account.get(NODE_GROUP, id);
  if (!group) throw new Error(`reading EKS Node Group (${id}): couldn't find resource`);
  const { scalingConfig, ...others } = group.outputs;
  return { ...args, ...others, id, scalingConfigs: scalingConfig === undefined ? [] : [scalingConfig] };
}

/** The default build and the newest, of those that the table of builds has; the newest for both where no default is known. */
function getAddonVersion(call: Call, args: Properties): Properties {
  const [addon, minor] = [shown(args.addonName), shown(args.kubernetesVersion)];
  const newest = newestBuild(addon, minor);
  const version = args.mostRecent === true ? newest : (defaultBuild(addon, minor) ?? newest);
  if (version === undefined) throw new Error(`the twin knows no build of ${addon} for ${minor}`);
  return { ...args, id: addon, region: call.region, version };
}

/** What EKS offers on the day of the table of versions. */
function getClusterVersions(call: Call, args: Properties): Properties {
  if (args.includeAll !== true || args.clusterVersionsOnlies !== undefined || args.versionStatus !== undefined)
    throw new Error("the simulated EKS lists its versions with includeAll and no other condition");
  const statuses = { standard: "STANDARD_SUPPORT", extended: "EXTENDED_SUPPORT", ended: "UNSUPPORTED" };
  const clusterVersions = eksVersions.flatMap(({ version, released, endOfStandard, endOfExtended }) => {
    const phase = supportPhase(version);
    if (phase === undefined || phase === "unreleased") return [];
    return {
      clusterType: "eks",
      clusterVersion: version,
      releaseDate: released,
      endOfStandardSupportDate: endOfStandard,
      endOfExtendedSupportDate: endOfExtended,
      versionStatus: statuses[phase],
    };
  });
  return { ...args, id: call.region, region: call.region, clusterVersions };
}

export const eksFunctions: Functions = {
  "aws:eks/getAddonVersion:getAddonVersion": getAddonVersion,
  "aws:eks/getClusterVersions:getClusterVersions": getClusterVersions,
  "aws:eks/getClusters:getClusters": getClusters,
  "aws:eks/getNodeGroup:getNodeGroup": getNodeGroup,
  "aws:eks/getNodeGroups:getNodeGroups": getNodeGroups,
};
