import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { eksChild } from "../children";
import { ServiceRole } from "./serviceRole";
import { workerSubnets } from "./workerSubnets";

export interface FargateArgs {
  readonly fargate: true | eks.types.input.FargateProfileArgs;
  readonly cluster: aws.eks.Cluster;
  readonly clusterSubnetIds: pulumi.Output<string[]>;
  readonly partition: pulumi.Input<string>;
  readonly tags: eks.ClusterArgs["tags"];
  readonly dependsOn: readonly pulumi.Resource[];
}

/** The cluster's Fargate profile; unless told otherwise it takes the pods of `default` and `kube-system`. */
export function createFargateProfile(
  name: string,
  args: FargateArgs,
  parent: pulumi.ComponentResource,
): aws.eks.FargateProfile {
  const profile = args.fargate === true ? {} : args.fargate;
  const podExecutionRoleArn =
    profile.podExecutionRoleArn ??
    new ServiceRole(
      `${name}-podExecutionRole`,
      {
        service: "eks-fargate-pods.amazonaws.com",
        managedPolicies: ["AmazonEKSFargatePodExecutionRolePolicy"],
        partition: args.partition,
        tags: args.tags,
      },
      { parent },
    ).resolvedRole.arn;
  return new aws.eks.FargateProfile(
    profileName(name),
    {
      clusterName: args.cluster.name,
      podExecutionRoleArn,
      selectors: profile.selectors ?? [{ namespace: "default" }, { namespace: "kube-system" }],
      subnetIds: pulumi
        .all([args.clusterSubnetIds, profile.subnetIds])
        .apply(([ofCluster, ofProfile]) => workerSubnets(ofProfile?.length ? ofProfile : ofCluster, parent)),
    },
    { ...eksChild(parent), dependsOn: [...args.dependsOn] },
  );
}

/** AWS reserves profile names that begin with `eks-`. */
function profileName(name: string): string {
  return /^eks(-|$)/i.test(name) ? `${name.replace("-", "_")}fargateProfile` : `${name}-fargateProfile`;
}
