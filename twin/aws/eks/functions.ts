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

export const eksFunctions: Functions = {
  "aws:eks/getClusters:getClusters": getClusters,
  "aws:eks/getNodeGroup:getNodeGroup": getNodeGroup,
  "aws:eks/getNodeGroups:getNodeGroups": getNodeGroups,
};
