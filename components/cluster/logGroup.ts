import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { environmentTag } from "../account/environmentTag";
import { failRun } from "../failure";

/** The log group that EKS writes a control plane's logs to. */
export const logGroupName = (clusterName: string): string => `/aws/eks/${clusterName}/cluster`;

/**
 * Fails the preview when EKS has left the log group of an earlier cluster of this name: it writes its last logs after the group was deleted, and makes
 * it again for them, without tags, to be kept for ever. CreateLogGroup would fail.
 *
 * @see https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2763
 */
export function checkLogGroup(clusterName: string, region: string, parent: pulumi.Resource): void {
  const name = logGroupName(clusterName);
  void isLeftOver(name, { parent }).then((leftOver) => {
    if (leftOver) void failRun(leftOverProblem(name, region), parent);
  });
}

export const leftOverProblem = (name: string, region: string): string =>
  `The log group ${name} exists, and is not of this environment: EKS makes it again when it writes the last logs of a deleted cluster. ` +
  `Export what you need of it, then delete it: aws logs delete-log-group --region ${region} --log-group-name ${name}`;

/** Whether the log group is there, and the program has not made it. */
export async function isLeftOver(name: string, opts: pulumi.InvokeOptions): Promise<boolean> {
  const { logGroupNames } = await aws.cloudwatch.getLogGroups({ logGroupNamePrefix: name }, opts);
  if (!logGroupNames.includes(name)) return false;
  const { tags } = await aws.cloudwatch.getLogGroup({ name }, opts);
  return tags[environmentTag] === undefined;
}
