import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { imageFamily } from "../../../../capacity/images";
import { minorsAhead } from "../../../../upgrade/eksVersions";
import type { StoredResource } from "../../account";
import { roleAllows } from "../../iam/grants";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { entryId, parseAccessEntry } from "../access/entries";
import type { PublishedImage } from "../images/amiReleases";
import { ACCESS_ENTRY, type EksContext } from "../context";
import type { V1ConfigMap } from "../kubernetes/types";
import type { Subnet } from "../network";
import { nodeRoleObstacle } from "../node/role";
import type { NodeUserData } from "../node/userData";
import { authenticationModeOf, versionOf } from "../cluster/stored";
import { reachabilityObstacle } from "./reachability";

/** What an instance comes with when it asks to be a node. */
export interface Candidate {
  readonly cluster: StoredResource | undefined;
  readonly image: PublishedImage;
  readonly userData: NodeUserData;
  /** Of its instance profile. */
  readonly roleArn: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly subnets: readonly Subnet[];
}

/**
 * Why an instance that somebody else than EKS started does not become a node.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/troubleshooting.html#worker-node-fail
 */
export async function joinObstacle(context: EksContext, call: Call, candidate: Candidate): Promise<string | undefined> {
  const { cluster, roleArn } = candidate;
  const unprepared = bootObstacle(candidate);
  if (unprepared !== undefined || !cluster) return unprepared;
  if (roleArn === undefined) return "it has no instance profile with a role: it can't ask the API server for anything";
  if (!roleAllows(call.account, roleArn, { service: "ec2.amazonaws.com" }).allowed) {
    return `EC2 can't take the role ${roleArn}: its trust policy does not name ec2.amazonaws.com`;
  }
  return (
    nodeRoleObstacle(call, roleArn) ??
    reachabilityObstacle(call, cluster, candidate.securityGroupIds, candidate.subnets) ??
    (await accessObstacle(context, call, cluster, roleArn))
  );
}

/** Why the kubelet does not start, or does not know where to go: wrong user data, or an image for another cluster. */
export function bootObstacle({
  cluster,
  image,
  userData,
}: Pick<Candidate, "cluster" | "image" | "userData">): string | undefined {
  const expected = imageFamily(image.amiType) === "bottlerocket" ? "bottlerocket" : "nodeadm";
  const reader = expected === "bottlerocket" ? "settings in TOML" : "a NodeConfig for nodeadm";
  if (userData.format !== expected) return `its image ${image.amiType} expects ${reader} in the user data`;
  if (userData.clusterName === undefined) return "its user data names no cluster";
  if (!cluster) return `there is no cluster ${userData.clusterName}, which its user data names`;
  const endpoint = text(cluster.outputs.endpoint);
  if (userData.apiServerEndpoint !== endpoint) {
    return `its user data has ${userData.apiServerEndpoint ?? "no endpoint"} for the API server, which is at ${endpoint}`;
  }
  const label = Object.keys(userData.labels).find((key) => !isAllowedLabel(key));
  if (label !== undefined) {
    return `its kubelet does not start with --node-labels=${label}: a node may not give itself labels of kubernetes.io or k8s.io`;
  }
  return minorsAhead(image.minor, versionOf(cluster)) > 0
    ? `its kubelet ${image.release.kubeletVersion} is newer than the API server of Kubernetes ${versionOf(cluster)}`
    : undefined;
}

/** https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction */
function isAllowedLabel(key: string): boolean {
  const [prefix = ""] = key.includes("/") ? key.split("/") : [];
  if (!/(^|\.)(kubernetes|k8s)\.io$/.test(prefix)) return true;
  return /(^|\.)(kubelet|node)\.kubernetes\.io$/.test(prefix) || ALLOWED_LABELS.includes(key);
}

const ALLOWED_LABELS = [
  "beta.kubernetes.io/arch",
  "beta.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "failure-domain.beta.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "kubernetes.io/arch",
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
];

/** The API server must know the role: by an access entry for nodes, or by the config map aws-auth. */
async function accessObstacle(
  context: EksContext,
  call: Call,
  cluster: StoredResource,
  roleArn: string,
): Promise<string | undefined> {
  const mode = authenticationModeOf(cluster);
  const entry = call.account.get(ACCESS_ENTRY, entryId({ clusterName: cluster.id, principalArn: roleArn }));
  if (entry && mode !== "CONFIG_MAP") {
    const { type } = parseAccessEntry(entry.inputs);
    return type === "EC2_LINUX"
      ? undefined
      : `the access entry of its role ${roleArn} is of type ${type}: nodes need EC2_LINUX`;
  }
  if (mode !== "API" && (await isInAwsAuth(context, call, roleArn))) return undefined;
  const ways = { API: "access entry of type EC2_LINUX", CONFIG_MAP: "entry in the config map aws-auth" };
  const missing = mode === "API" || mode === "CONFIG_MAP" ? ways[mode] : `${ways.API} and no ${ways.CONFIG_MAP}`;
  return `its role ${roleArn} has no ${missing}: the API server does not know it`;
}

const mapRoles = z.array(z.looseObject({ rolearn: z.string(), groups: z.array(z.string()).default([]) }));

async function isInAwsAuth(context: EksContext, call: Call, roleArn: string): Promise<boolean> {
  const reference = { apiVersion: "v1", kind: "ConfigMap", name: "aws-auth", namespace: "kube-system" };
  const map = await context.objects(call).get<V1ConfigMap>(reference);
  const parsed = mapRoles.safeParse(parseYaml(map?.data?.["mapRoles"] ?? "[]"));
  return (parsed.data ?? []).some(({ rolearn, groups }) => rolearn === roleArn && groups.includes("system:nodes"));
}
