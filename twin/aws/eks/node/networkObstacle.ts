import type { StoredResource } from "../../account";
import { allowsAction, trusts } from "../../iam/documents";
import { findRole, managedPoliciesOf, ownPoliciesOf, trustPolicyOf } from "../../iam/grants";
import type { Call } from "../../resourceType";
import type { ClusterObjects } from "../kubernetes/objects";
import { ADDON, CLUSTER, ofCluster, POD_IDENTITY_ASSOCIATION } from "../context";
import type { V1DaemonSet } from "../kubernetes/types";
import { oidcIssuerHost } from "../cluster/stored";

/** DaemonSets that bring a network of pods. */
const CNI_DAEMON_SETS = ["aws-node", "calico-node", "cilium"];

const CNI_POLICIES = ["AmazonEKS_CNI_Policy", "AmazonEKS_CNI_IPv6_Policy", "AdministratorAccess"];

/** What keeps the pods of a cluster from getting addresses: no CNI, or one that EC2 does not obey. */
export async function networkObstacle(
  call: Call,
  cluster: ClusterObjects,
  clusterName: string,
  nodeRoleArn: string,
): Promise<string | undefined> {
  const daemons = await cluster.list<V1DaemonSet>("apps/v1", "DaemonSet");
  const names = daemons.map(({ metadata }) => metadata?.name ?? "");
  if (!CNI_DAEMON_SETS.some((name) => names.includes(name))) {
    return "no network plugin is installed: the vpc-cni add-on must be there before the nodes";
  }
  if (!names.includes("aws-node")) return undefined;
  const hasAgent = names.includes("eks-pod-identity-agent");
  const roles = cniRoles(call, clusterName, nodeRoleArn, hasAgent);
  if (roles.some((arn) => canAssignAddresses(call, arn))) return undefined;
  const hint = hasAgent ? "" : " (a pod identity association has no effect without the eks-pod-identity-agent add-on)";
  return `aws-node may not call ec2:AssignPrivateIpAddresses: attach AmazonEKS_CNI_Policy to its own role or the nodes'${hint}`;
}

function canAssignAddresses(call: Call, roleArn: string): boolean {
  const role = findRole(call.account, roleArn);
  if (!role) return false;
  const isCni = (arn: string) => CNI_POLICIES.some((name) => arn.endsWith(`/${name}`));
  if (managedPoliciesOf(call.account, role).some(isCni)) return true;
  return ownPoliciesOf(call.account, role).some((document) => allowsAction(document, "ec2:AssignPrivateIpAddresses"));
}

/** The roles that aws-node can act as: of its service account, of its pod identity, of the node. */
function cniRoles(call: Call, clusterName: string, nodeRoleArn: string, hasAgent: boolean): string[] {
  const addon = call.account.get(ADDON, `${clusterName}:vpc-cni`);
  const associations = hasAgent ? cniAssociations(call, clusterName) : [];
  const roles = [
    hasTrustedIssuer(call, clusterName, addon?.inputs["serviceAccountRoleArn"])
      ? addon?.inputs["serviceAccountRoleArn"]
      : undefined,
    ...associations.map(({ inputs }) => inputs["roleArn"]),
    nodeRoleArn,
  ];
  return roles.filter((arn) => typeof arn === "string");
}

function cniAssociations(call: Call, clusterName: string): StoredResource[] {
  return ofCluster(call, POD_IDENTITY_ASSOCIATION, clusterName).filter(
    ({ inputs }) => inputs["namespace"] === "kube-system" && inputs["serviceAccount"] === "aws-node",
  );
}

/** A role of a service account can be taken only if IAM knows the cluster's issuer, and the role trusts it. */
function hasTrustedIssuer(call: Call, clusterName: string, roleArn: unknown): boolean {
  const cluster = call.account.get(CLUSTER, clusterName);
  const role = typeof roleArn === "string" ? findRole(call.account, roleArn) : undefined;
  if (!cluster || !role) return false;
  const providerArn = `arn:aws:iam::${call.account.id}:oidc-provider/${oidcIssuerHost(cluster)}`;
  const isKnown = call.account
    .list("aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    .some(({ outputs }) => outputs["arn"] === providerArn);
  return isKnown && trusts(trustPolicyOf(role), "Federated", providerArn, "sts:AssumeRoleWithWebIdentity");
}
