import { arnOf, now, randomHex } from "../../identifiers";
import type { Call, Created, ResourceType } from "../../resourceType";
import { applyAutoMode, removeAutoMode } from "../autoMode/autoMode";
import { warnOfUsersObjects } from "./cleanup";
import { type ClusterInputs, computeConfigOf, parseClusterInputs } from "./inputs";
import { attachInterfaces, createSecurityGroup, removeOwnResources } from "./network";
import { clusterOperation, platformVersion } from "./operation";
import { checkNewCluster } from "./rules";
import { stopCompute } from "../compute/compute";
import { updateCluster } from "./update";
import { CLUSTER, type EksContext, FARGATE_PROFILE, NODE_GROUP, ofCluster } from "../context";
import { writeIdentities } from "../access/entries";
import { repairCluster } from "../repair";
import { versionOf, vpcConfigOf } from "./stored";
import { dayOf } from "./versionRules";

/** EKS clusters; behind each is the twin's real control plane. */
export function clusterType(context: EksContext): ResourceType {
  return {
    type: CLUSTER,
    changesOnUpdate: ["platformVersion"],

    async create(call, inputs): Promise<Created> {
      const cluster = parseClusterInputs(inputs);
      const { name, version } = cluster;
      const operation = clusterOperation("CreateCluster", name);
      refuseSecondCluster(call, name);
      const subnets = checkNewCluster(call, cluster, dayOf(context.now()), operation);
      const vpcId = subnets[0]?.vpcId ?? "";
      const { serviceIpv4Cidr: serviceCidr } = cluster.kubernetesNetworkConfig;
      const clusterSecurityGroupId = createSecurityGroup(call, name, vpcId);
      attachInterfaces(call, name, subnets, clusterSecurityGroupId);
      call.status(`CREATING: Kubernetes ${version}`);
      const { endpoint, certificateAuthorityData } = await call.cluster.ensure(name, version, {
        serviceCidr,
        status: (message) => call.status(`CREATING: ${message}`),
      });
      writeIdentities(call, name);
      if (cluster.computeConfig) {
        call.status("CREATING: Auto Mode");
        await applyAutoMode(context, call, cluster, version);
      }
      call.status("ACTIVE");
      return {
        id: name,
        outputs: {
          ...attributesOf(call, cluster),
          certificateAuthority: { data: certificateAuthorityData },
          endpoint,
          vpcConfig: { vpcId, clusterSecurityGroupId },
        },
      };
    },

    repair: (call) => repairCluster(context, call),

    update: (call, current, news, changed) => updateCluster(context, call, current, news, changed),

    async delete(call, current) {
      const operation = clusterOperation("DeleteCluster", current.id);
      if (current.outputs["deletionProtection"] === true) {
        throw operation.refuse(
          "InvalidRequestException",
          "The cluster has deletion protection enabled: disable it before you delete the cluster",
        );
      }
      if (ofCluster(call, NODE_GROUP, current.id).length > 0) {
        throw operation.refuse("ResourceInUseException", "Cluster has nodegroups attached");
      }
      if (ofCluster(call, FARGATE_PROFILE, current.id).length > 0) {
        throw operation.refuse("ResourceInUseException", "Cluster has Fargate profiles attached");
      }
      call.status("DELETING");
      // Whatever gives pods nodes ends first: it would go on while they are taken away.
      if (computeConfigOf(current.inputs)) await removeAutoMode(context, call);
      await stopCompute(context, call, current.id, versionOf(current));
      await warnOfUsersObjects(context, call);
      await call.cluster.discard();
      removeOwnResources(call, current.id, vpcConfigOf(current).clusterSecurityGroupId);
    },
  };
}

/** There is one control plane for an environment: objects of two clusters would mix in it. */
function refuseSecondCluster(call: Call, name: string): void {
  const other = call.account.list(CLUSTER).find(({ id }) => id !== name);
  if (other)
    throw new Error(
      `the twin has one control plane for an environment, and it is cluster ${other.id}'s: ${name} can't stand beside it`,
    );
}

function attributesOf(call: Call, { name, version }: ClusterInputs) {
  const id = randomHex(32).toUpperCase();
  return {
    arn: arnOf(call, "eks", `cluster/${name}`),
    clusterId: "",
    createdAt: now(),
    identities: [{ oidcs: [{ issuer: `https://oidc.eks.${call.region}.amazonaws.com/id/${id}` }] }],
    platformVersion: platformVersion(version),
    status: "ACTIVE",
  };
}
