import { attachedPolicies, roleAllows } from "../../iam/grants";
import { arnOf } from "../../identifiers";
import type { Call } from "../../resourceType";
import type { ClusterObjects } from "../kubernetes/objects";
import { parseAddonInputs } from "../addon/inputs";
import { ADDON } from "../context";
import type { V1DaemonSet } from "../kubernetes/types";

/** What keeps the pods of a cluster from getting addresses: no CNI, or one that EC2 does not obey. */
export async function networkObstacle(
  call: Call,
  cluster: ClusterObjects,
  clusterName: string,
  nodeRoleArn: string,
): Promise<string | undefined> {
  const daemons = await cluster.list<V1DaemonSet>("apps/v1", "DaemonSet");
  const names = daemons.map(({ metadata }) => metadata?.name ?? "");
  if (!names.includes("aws-node")) {
    return "no network plugin is installed: the vpc-cni add-on must be there before the nodes";
  }
  const hasAgent = names.includes("eks-pod-identity-agent");
  const own = hasAgent ? podIdentityRoles(call, clusterName) : [];
  const policies = [...own, nodeRoleArn].flatMap((arn) => attachedPolicies(call.account, arn));
  if (policies.includes("AmazonEKS_CNI_Policy")) return undefined;
  const hint = hasAgent ? "" : " (a pod identity association has no effect without the eks-pod-identity-agent add-on)";
  return `aws-node may not call ec2:AssignPrivateIpAddresses: attach AmazonEKS_CNI_Policy to its own role or the nodes'${hint}`;
}

/**
 * The roles that aws-node has by EKS Pod Identity, which says in tags of the session whose pods they are.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
function podIdentityRoles(call: Call, clusterName: string): string[] {
  const addon = call.account.get(ADDON, `${clusterName}:vpc-cni`);
  const { podIdentityAssociations = [] } = addon ? parseAddonInputs(addon.inputs) : {};
  const isHandedOut = ({ serviceAccount, roleArn }: (typeof podIdentityAssociations)[number]) =>
    roleAllows(call.account, roleArn, {
      service: "pods.eks.amazonaws.com",
      trustActions: ["sts:AssumeRole", "sts:TagSession"],
      context: {
        "aws:RequestTag/eks-cluster-arn": arnOf(call, "eks", `cluster/${clusterName}`),
        "aws:RequestTag/eks-cluster-name": clusterName,
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": serviceAccount,
      },
    }).allowed;
  return podIdentityAssociations.filter(isHandedOut).map(({ roleArn }) => roleArn);
}
