import { roleAllows } from "../../iam/grants";
import type { Call } from "../../resourceType";
import { authenticationMode, type ClusterInputs, isAutoMode } from "../cluster/inputs";
import type { EksOperation } from "../context";

/** Refuses settings of Auto Mode as CreateCluster and UpdateClusterConfig do. */
export function checkAutoMode(call: Call, inputs: ClusterInputs, operation: EksOperation): void {
  const parts = [
    isAutoMode(inputs),
    inputs.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? false,
    inputs.storageConfig?.blockStorage?.enabled ?? false,
  ];
  if (new Set(parts).size > 1) {
    throw operation.invalid(
      "For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage " +
        "are all either fully enabled or fully disabled.",
    );
  }
  if (!isAutoMode(inputs)) return;
  const { nodePools = [], nodeRoleArn } = inputs.computeConfig ?? {};
  if (nodePools.length > 0 !== (nodeRoleArn !== undefined)) {
    throw operation.invalid("When Compute Config nodeRoleArn is given nodePools must be too, and the other way round");
  }
  if (authenticationMode(inputs) === "CONFIG_MAP") {
    throw operation.invalid("Auto Mode needs authentication mode API or API_AND_CONFIG_MAP");
  }
  if (inputs.bootstrapSelfManagedAddons ?? true) {
    throw operation.invalid("bootstrapSelfManagedAddons must be false for an Auto Mode cluster");
  }
  if (nodeRoleArn !== undefined) checkNodeRole(call, nodeRoleArn, operation);
}

/** Any one policy of each row. https://docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html */
const NODE_POLICIES = [
  ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEKSWorkerNodePolicy"],
  ["AmazonEC2ContainerRegistryPullOnly", "AmazonEC2ContainerRegistryReadOnly"],
];

function checkNodeRole(call: Call, arn: string, operation: EksOperation): void {
  for (const policies of NODE_POLICIES) {
    const grants = policies.map((policy) =>
      roleAllows(call.account, arn, { service: "ec2.amazonaws.com", managedPolicies: [policy] }),
    );
    if (grants.some(({ allowed }) => allowed)) continue;
    const [first] = grants;
    const reason = first?.allowed === false ? first.reason : "policies";
    throw operation.invalid(
      {
        missing: `The role with name ${arn.slice(arn.lastIndexOf("/") + 1)} cannot be found.`,
        trust: `The node role ${arn} can't be assumed by ec2.amazonaws.com`,
        policies: `The node role ${arn} needs the policy ${policies[0]}`,
      }[reason],
    );
  }
}

/** Refuses another role of the nodes: it is fixed once there is one. */
export function checkNodeRoleChange(current: ClusterInputs, wanted: ClusterInputs, operation: EksOperation): void {
  const before = isAutoMode(current) ? current.computeConfig?.nodeRoleArn : undefined;
  const after = wanted.computeConfig?.nodeRoleArn;
  if (before !== undefined && isAutoMode(wanted) && after !== undefined && after !== before) {
    throw operation.invalid("The computeConfig nodeRoleArn can't be changed once Auto Mode has one");
  }
}
