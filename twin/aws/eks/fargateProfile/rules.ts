import { z } from "zod";
import type { StoredResource } from "../../account";
import { roleAllows } from "../../iam/grants";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { addOwnEntry } from "../access/entries";
import { activeCluster, EksOperation, FARGATE_PROFILE, NODE_GROUP, ofCluster } from "../context";
import { isPublic, subnetsOf } from "../network";
import { authenticationModeOf, vpcConfigOf } from "../cluster/stored";

/** Limits of EKS; the number of profiles is adjustable. */
const MAX_PROFILES = 10;
const MAX_SELECTORS = 5;
const MAX_LABELS = 5;

export const profileInputs = z.looseObject({
  clusterName: z.string(),
  fargateProfileName: z.string(),
  podExecutionRoleArn: z.string(),
  subnetIds: z.array(z.string()).optional(),
  selectors: z.array(
    z.looseObject({ namespace: z.string().optional(), labels: z.record(z.string(), z.string()).optional() }),
  ),
});

export type ProfileInputs = z.infer<typeof profileInputs>;

export function profileOperation(name: string, { clusterName, fargateProfileName }: ProfileInputs): EksOperation {
  return new EksOperation(name, `EKS Fargate Profile (${clusterName}:${fargateProfileName})`);
}

/** Refuses a new profile as CreateFargateProfile does. @returns its cluster and subnets */
export function checkProfile(call: Call, profile: ProfileInputs): { cluster: StoredResource; subnetIds: string[] } {
  const operation = profileOperation("CreateFargateProfile", profile);
  const cluster = activeCluster(call, profile.clusterName, operation);
  refuseWhileAnotherChanges(call, profile, operation);
  if (ofCluster(call, FARGATE_PROFILE, profile.clusterName).length >= MAX_PROFILES) {
    throw operation.refuse("ResourceLimitExceededException", `A cluster can have ${MAX_PROFILES} Fargate profiles`);
  }
  if (profile.fargateProfileName.startsWith("eks-"))
    throw operation.invalid("Fargate profile name can't begin with eks-");
  checkSelectors(profile, operation);
  checkExecutionRole(call, profile, operation);
  const { vpcId, subnetIds: clusterSubnetIds } = vpcConfigOf(cluster);
  const isChosenByEks = !profile.subnetIds?.length;
  const subnets = subnetsOf(call, isChosenByEks ? clusterSubnetIds : (profile.subnetIds ?? []), operation);
  const foreign = subnets.find((subnet) => subnet.vpcId !== vpcId);
  if (foreign) throw operation.invalid(`Subnet ${foreign.id} is not in the cluster's VPC ${vpcId}`);
  const publicOnes = subnets.filter((subnet) => isPublic(call, subnet));
  if (!isChosenByEks && publicOnes.length > 0) {
    throw operation.invalid(`Subnet ${publicOnes[0]?.id} provided in Fargate Profile is not a private subnet`);
  }
  const chosen = subnets.filter((subnet) => !publicOnes.includes(subnet)).map(({ id }) => id);
  if (chosen.length === 0)
    throw operation.invalid("The cluster has no private subnet that a Fargate profile could use");
  if (authenticationModeOf(cluster) !== "CONFIG_MAP") {
    addOwnEntry(call, {
      clusterName: profile.clusterName,
      principalArn: profile.podExecutionRoleArn,
      type: "FARGATE_LINUX",
    });
  }
  return { cluster, subnetIds: chosen };
}

/** Refuses a change while another profile of the cluster is changing. */
export function refuseWhileAnotherChanges(call: Call, profile: ProfileInputs, operation: EksOperation): void {
  const changing = ofCluster(call, FARGATE_PROFILE, profile.clusterName).find(
    ({ inputs, outputs }) =>
      inputs["fargateProfileName"] !== profile.fargateProfileName &&
      (outputs["status"] === "CREATING" || outputs["status"] === "DELETING"),
  );
  if (!changing) return;
  throw operation.refuse(
    "ResourceInUseException",
    `Cannot change Fargate Profile ${profile.fargateProfileName} because cluster ${profile.clusterName} currently has Fargate profile ` +
      `${text(changing.inputs["fargateProfileName"]) ?? ""} in status ${text(changing.outputs["status"]) ?? ""}`,
  );
}

function checkSelectors({ selectors }: ProfileInputs, operation: EksOperation): void {
  if (selectors.length === 0)
    throw operation.invalid("A Fargate profile must have at least one selector with a namespace");
  if (selectors.length > MAX_SELECTORS) {
    throw operation.invalid(`A Fargate profile can have at most ${MAX_SELECTORS} selectors, not ${selectors.length}`);
  }
  for (const { namespace, labels = {} } of selectors) {
    if (!namespace) throw operation.invalid("A selector of a Fargate profile must name a namespace");
    if (Object.keys(labels).length > MAX_LABELS) {
      throw operation.invalid(`A selector of a Fargate profile can have at most ${MAX_LABELS} label pairs`);
    }
  }
}

function checkExecutionRole(call: Call, profile: ProfileInputs, operation: EksOperation): void {
  const arn = profile.podExecutionRoleArn;
  const grant = roleAllows(call.account, arn, { service: "eks-fargate-pods.amazonaws.com" });
  if (!grant.allowed) {
    throw operation.invalid(
      grant.reason === "missing"
        ? `Pod execution role ${arn} does not exist`
        : "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal",
    );
  }
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
  if (arn.split(":role/")[1]?.includes("/")) {
    throw operation.invalid(`Pod execution role ${arn} must have the path /`);
  }
  const pulls = roleAllows(call.account, arn, {
    service: "eks-fargate-pods.amazonaws.com",
    managedPolicies: ["AmazonEKSFargatePodExecutionRolePolicy"],
    actions: ["ecr:GetAuthorizationToken"],
  });
  if (!pulls.allowed) {
    call.warn(`pods of this profile can't pull images from ECR: ${arn} needs AmazonEKSFargatePodExecutionRolePolicy`);
  }
  const nodeRoles = ofCluster(call, NODE_GROUP, profile.clusterName).map(({ inputs }) => inputs["nodeRoleArn"]);
  if (nodeRoles.includes(arn))
    throw operation.invalid(`PodExecutionRoleAlreadyInUse: ${arn} is the role of a node group`);
}
