import { text } from "../read";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { arnOf, now } from "../identifiers";
import { roleAllows } from "../iam/grants";
import type { Call, Created, ResourceType } from "../resourceType";
import { addOwnEntry, removeNodeRoleEntry } from "./accessEntries";
import { activeCluster, type EksContext, EksOperation, FARGATE_PROFILE, NODE_GROUP, ofCluster, pause } from "./context";
import { isPublic, subnetsOf } from "./network";
import { authenticationModeOf, vpcConfigOf } from "./storedCluster";

/** Limits of EKS; the number of profiles is adjustable. */
const MAX_PROFILES = 10;
const MAX_SELECTORS = 5;
const MAX_LABELS = 5;

const profileInputs = z.looseObject({
  clusterName: z.string(),
  fargateProfileName: z.string(),
  podExecutionRoleArn: z.string(),
  subnetIds: z.array(z.string()).optional(),
  selectors: z.array(
    z.looseObject({ namespace: z.string().optional(), labels: z.record(z.string(), z.string()).optional() }),
  ),
});

type ProfileInputs = z.infer<typeof profileInputs>;

/** Fargate profiles: immutable, and one change at a time in a cluster. */
export function fargateProfileType(context: EksContext): ResourceType {
  const queue = new ClusterQueue();
  return {
    type: FARGATE_PROFILE,

    create: (call, inputs): Promise<Created> => {
      const profile = profileInputs.parse(inputs);
      return queue.run(profile.clusterName, () => {
        const subnetIds = checkProfile(call, profile);
        call.status("CREATING");
        return {
          id: `${profile.clusterName}:${profile.fargateProfileName}`,
          outputs: {
            arn: arnOf(
              call,
              "eks",
              `fargateprofile/${profile.clusterName}/${profile.fargateProfileName}/${randomUUID()}`,
            ),
            createdAt: now(),
            status: "ACTIVE",
            subnetIds,
          },
        };
      });
    },

    delete: (call, current) => {
      const profile = profileInputs.parse(current.inputs);
      return queue.run(profile.clusterName, async () => {
        refuseWhileAnotherChanges(call, profile, operationOn("DeleteFargateProfile", profile));
        call.status("DELETING");
        call.account.put({ ...current, outputs: { ...current.outputs, status: "DELETING" } });
        await pause(context.pollInterval, call.cancelled);
        call.account.remove(FARGATE_PROFILE, current.id);
        const others = ofCluster(call, FARGATE_PROFILE, profile.clusterName);
        if (!others.some(({ inputs }) => inputs["podExecutionRoleArn"] === profile.podExecutionRoleArn)) {
          removeNodeRoleEntry(call, profile.clusterName, profile.podExecutionRoleArn);
        }
      });
    },
  };
}

/** The provider sends the changes of a cluster's profiles one after another, as EKS wants them. */
class ClusterQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(clusterName: string, change: () => T | Promise<T>): Promise<T> {
    const before = this.last.get(clusterName) ?? Promise.resolve();
    const result = before.then(change, change);
    this.last.set(clusterName, result);
    return result;
  }
}

function operationOn(name: string, { clusterName, fargateProfileName }: ProfileInputs): EksOperation {
  return new EksOperation(name, `EKS Fargate Profile (${clusterName}:${fargateProfileName})`);
}

/** Refuses a new profile as CreateFargateProfile does. @returns its subnets */
function checkProfile(call: Call, profile: ProfileInputs): string[] {
  const operation = operationOn("CreateFargateProfile", profile);
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
  return chosen;
}

function refuseWhileAnotherChanges(call: Call, profile: ProfileInputs, operation: EksOperation): void {
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
  const nodeRoles = ofCluster(call, NODE_GROUP, profile.clusterName).map(({ inputs }) => inputs["nodeRoleArn"]);
  if (nodeRoles.includes(arn))
    throw operation.invalid(`PodExecutionRoleAlreadyInUse: ${arn} is the role of a node group`);
}
