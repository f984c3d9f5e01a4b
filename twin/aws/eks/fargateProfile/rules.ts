import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { StoredResource } from "../../account";
import { roleAllows, workingFor } from "../../iam/grants";
import { arnOf } from "../../identifiers";
import type { Call } from "../../resourceType";
import { addOwnEntry } from "../access/entries";
import { activeCluster, EksOperation } from "../context";

export const profileInputs = z.looseObject({
  clusterName: z.string(),
  fargateProfileName: z.string(),
  podExecutionRoleArn: z.string(),
});

export type ProfileInputs = z.infer<typeof profileInputs>;

/** Refuses a new profile as CreateFargateProfile does, and lets its role in. @returns its cluster */
export function checkProfile(call: Call, profile: ProfileInputs): StoredResource {
  const { clusterName, fargateProfileName, podExecutionRoleArn: principalArn } = profile;
  const operation = new EksOperation(
    "CreateFargateProfile",
    `EKS Fargate Profile (${clusterName}:${fargateProfileName})`,
  );
  const cluster = activeCluster(call, clusterName, operation);
  const grant = roleAllows(call.account, principalArn, {
    service: "eks-fargate-pods.amazonaws.com",
    // https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
    context: workingFor(
      call,
      arnOf(call, "eks", `fargateprofile/${clusterName}/${fargateProfileName}/${randomUUID()}`),
    ),
    managedPolicies: ["AmazonEKSFargatePodExecutionRolePolicy"],
  });
  if (!grant.allowed && grant.reason === "policies") {
    call.warn(
      `pods of this profile can't pull images from ECR: ${principalArn} needs AmazonEKSFargatePodExecutionRolePolicy`,
    );
  } else if (!grant.allowed) {
    throw operation.invalid(
      grant.reason === "missing"
        ? `Pod execution role ${principalArn} does not exist`
        : "Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal",
    );
  }
  addOwnEntry(call, { clusterName, principalArn, type: "FARGATE_LINUX" });
  return cluster;
}
