import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { rolePolicy } from "../../iam/rolePolicy";
import { serviceRole } from "../../iam/serviceRole";
import type { FargateSettings } from "./spec";

export interface FargateProfileArgs extends Pick<FargateSettings, "selectors"> {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: string;
  /** Private subnets: Fargate takes no others. */
  readonly subnetIds: pulumi.Input<string[]>;
  /**
   * Log group that the pods' logs go to.
   * @default none
   */
  readonly logGroupArn?: pulumi.Input<string>;
}

/**
 * A Fargate profile: which pods get a machine of their own, without a node to look after:
 * - the profile, in all of the private subnets
 * - its pod execution role, which pulls images and writes logs for the pods of this cluster alone
 *
 * Costs what the pods ask for, rounded up: about 0.04 USD an hour for a vCPU and 0.0045 for a GB. No DaemonSets, no GPUs,
 * no EBS volumes, no privileged pods.
 *
 * Never has a fixed name: profiles can't be changed, and so the new one is there before the old one goes and takes its
 * pods along. EKS changes one profile of a cluster at a time: several must depend on each other, in a row.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
 */
export class FargateProfile extends pulumi.ComponentResource {
  constructor(name: string, args: FargateProfileArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dataPlane:FargateProfile", name, {}, opts);

    const profiles = `${args.clusterArn.replace(":cluster/", ":fargateprofile/")}/*`;
    const { role, ready } = serviceRole(
      `${name}-pod-role`,
      {
        region: args.region,
        service: "eks-fargate-pods.amazonaws.com",
        // Against the confused deputy: https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html
        trustCondition: { ArnLike: { "aws:SourceArn": profiles } },
        description: `Pods of the Fargate profile ${name}`,
        policies: ["AmazonEKSFargatePodExecutionRolePolicy"],
      },
      this,
    );
    const mayLog = args.logGroupArn === undefined ? [] : [logPolicy(name, role, args.logGroupArn, this)];
    new aws.eks.FargateProfile(
      name,
      {
        clusterName: args.clusterName,
        podExecutionRoleArn: role.arn,
        subnetIds: args.subnetIds,
        selectors: args.selectors.map(({ namespace, labels }) =>
          Object.keys(labels).length > 0 ? { namespace, labels } : { namespace },
        ),
      },
      { parent: this, dependsOn: [...ready, ...mayLog] },
    );
    this.registerOutputs();
  }
}

const logPolicy = (name: string, role: aws.iam.Role, logGroupArn: pulumi.Input<string>, parent: pulumi.Resource) =>
  rolePolicy(
    `${name}-logs`,
    role,
    [
      {
        Action: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        Resource: pulumi.interpolate`${logGroupArn}:*`,
      },
    ],
    parent,
  );
