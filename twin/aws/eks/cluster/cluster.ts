import { randomUUID } from "node:crypto";
import { overlaps } from "../../../../capacity/cidr";
import { vpcCidrs } from "../../ec2/vpcs";
import { arnOf, now, randomHex } from "../../identifiers";
import type { Call, Created, ResourceType } from "../../resourceType";
import { installSelfManagedAddons } from "../addon/defaults";
import { applyAutoMode, removeAutoMode } from "../autoMode/autoMode";
import { cleanCluster } from "./cleanup";
import { authenticationMode, bootstrapsCreator, type ClusterInputs, isAutoMode, parseClusterInputs } from "./inputs";
import { attachInterfaces, createLogGroup, createSecurityGroup, removeOwnResources } from "./network";
import { clusterOperation, platformVersion } from "./operation";
import { checkNewCluster } from "./rules";
import { stopCompute } from "../compute/compute";
import { updateCluster } from "./update";
import {
  ACCESS_ENTRY,
  ACCESS_POLICY_ASSOCIATION,
  CLUSTER,
  type EksContext,
  FARGATE_PROFILE,
  NODE_GROUP,
  ofCluster,
} from "../context";
import { addOwnEntry, entryId, writeIdentities } from "../access/entries";
import { grantAccess } from "../access/policyAssociation";
import { cidrOf } from "../network";
import { repairCluster } from "../repair";
import { versionOf } from "./stored";
import { dayOf, offeredMinors } from "./versionRules";

const CLUSTER_ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** EKS clusters; behind each is the twin's real control plane. */
export function clusterType(context: EksContext): ResourceType {
  return {
    type: CLUSTER,
    changesOnUpdate: ["platformVersion"],

    async create(call, inputs): Promise<Created> {
      const cluster = parseClusterInputs(inputs);
      const operation = clusterOperation("CreateCluster", cluster.name);
      refuseSecondCluster(call, cluster.name);
      const day = dayOf(context.now());
      const version = cluster.version ?? offeredMinors(day)[0] ?? "";
      const subnets = checkNewCluster(call, cluster, version, day, operation);
      const vpcId = subnets[0]?.vpcId ?? "";
      const serviceCidr = cluster.kubernetesNetworkConfig?.serviceIpv4Cidr ?? defaultServiceCidr(call, vpcId);
      const clusterSecurityGroupId = createSecurityGroup(call, cluster.name, vpcId);
      attachInterfaces(call, cluster.name, subnets, [
        clusterSecurityGroupId,
        ...(cluster.vpcConfig.securityGroupIds ?? []),
      ]);
      call.status(`CREATING: Kubernetes ${version}`);
      const { endpoint, certificateAuthorityData } = await call.cluster.ensure(cluster.name, version, {
        serviceCidr,
        status: (message) => call.status(`CREATING: ${message}`),
      });
      const attributes = attributesOf(call, cluster, version, endpoint, certificateAuthorityData);
      if (cluster.enabledClusterLogTypes?.length) createLogGroup(call, cluster.name);
      if (bootstrapsCreator(cluster)) await admitCreator(context, call, cluster.name);
      else writeIdentities(call, cluster.name);
      if ((cluster.bootstrapSelfManagedAddons ?? true) && !isAutoMode(cluster)) {
        call.status("CREATING: self-managed add-ons");
        await installSelfManagedAddons(context.objects(call), {
          clusterName: cluster.name,
          version,
          region: call.region,
          vpcId,
        });
      }
      if (isAutoMode(cluster)) {
        call.status("CREATING: Auto Mode");
        await applyAutoMode(context, call, cluster, version);
      }
      call.status("ACTIVE");
      return {
        id: cluster.name,
        outputs: {
          ...attributes,
          vpcConfig: { vpcId, clusterSecurityGroupId },
          kubernetesNetworkConfig: { serviceIpv4Cidr: serviceCidr },
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
      if (isAutoMode(parseClusterInputs(current.inputs))) await removeAutoMode(context, call);
      await stopCompute(context, call, current.id, versionOf(current));
      await cleanCluster(context, call, current);
      await call.cluster.discard();
      removeOwnResources(call, current.id);
    },
  };
}

/** EKS takes a range that the VPC does not use. */
function defaultServiceCidr(call: Call, vpcId: string): string {
  const usesTen = vpcCidrs(call.account, vpcId).some((cidr) => overlaps(cidr, cidrOf("10.0.0.0/8")));
  return usesTen ? "172.20.0.0/16" : "10.100.0.0/16";
}

/** There is one control plane for an environment: objects of two clusters would mix in it. */
function refuseSecondCluster(call: Call, name: string): void {
  const other = call.account.list(CLUSTER).find(({ id }) => id !== name);
  if (other)
    throw new Error(
      `the twin has one control plane for an environment, and it is cluster ${other.id}'s: ${name} can't stand beside it`,
    );
}

function attributesOf(
  call: Call,
  cluster: ClusterInputs,
  version: string,
  endpoint: string,
  certificateAuthorityData: string,
) {
  const id = randomHex(32).toUpperCase();
  return {
    arn: arnOf(call, "eks", `cluster/${cluster.name}`),
    accessConfig: {
      authenticationMode: authenticationMode(cluster),
      bootstrapClusterCreatorAdminPermissions: bootstrapsCreator(cluster),
    },
    certificateAuthority: { data: certificateAuthorityData },
    clusterId: "",
    createdAt: now(),
    endpoint,
    identities: [{ oidcs: [{ issuer: `https://oidc.eks.${call.region}.amazonaws.com/id/${id}` }] }],
    platformVersion: platformVersion(version),
    status: "ACTIVE",
    version,
  };
}

/** Makes the caller an administrator: an entry and an association that no program registered. */
async function admitCreator(context: EksContext, call: Call, clusterName: string): Promise<void> {
  const principalArn = call.callerArn;
  addOwnEntry(call, { clusterName, principalArn, type: "STANDARD" });
  writeIdentities(call, clusterName);
  const entry = call.account.get(ACCESS_ENTRY, entryId({ clusterName, principalArn }));
  const inputs = { clusterName, principalArn, policyArn: CLUSTER_ADMIN_POLICY, accessScope: { type: "cluster" } };
  const id = `${clusterName}#${principalArn}#${CLUSTER_ADMIN_POLICY}`;
  call.account.put({
    type: ACCESS_POLICY_ASSOCIATION,
    id,
    inputs,
    outputs: { ...inputs, partOf: clusterName, associationId: randomUUID() },
    hidden: true,
  });
  if (entry) await grantAccess(context, call, inputs, entry);
}
