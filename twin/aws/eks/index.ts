import { autoScalingGroupType } from "../autoscaling";
import type { ResourceType } from "../resourceType";
import { accessEntryType } from "./access/entry";
import { accessPolicyAssociationType } from "./access/policyAssociation";
import { addonType } from "./addon/addon";
import { ApiServer } from "../../apiServer/apiServer";
import { clusterType } from "./cluster/cluster";
import type { EksContext } from "./context";
import { fargateProfileType } from "./fargateProfile/fargateProfile";
import { nodeGroupType } from "./nodeGroup/nodeGroup";
import { podIdentityAssociationType } from "./podIdentity/association";
import { selfManagedNodes } from "./selfManaged/runner";

/** The real API server of the environment, and patience enough for kwok and the scheduler. */
export const realCluster: EksContext = {
  objects: (call) => new ApiServer(call.cluster.kubeconfig()),
  now: () => new Date(),
  patience: 60_000,
  pollInterval: 250,
};

/** EKS, and the Auto Scaling groups whose instances are nodes. */
export function eksTypesOf(over: EksContext): readonly ResourceType[] {
  return [
    accessEntryType(over),
    accessPolicyAssociationType(over),
    addonType(over),
    clusterType(over),
    fargateProfileType(over),
    nodeGroupType(over),
    podIdentityAssociationType(over),
    autoScalingGroupType(selfManagedNodes(over)),
  ];
}
