import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FlowLogsArgs {
  readonly vpcId: pulumi.Input<string>;
  /** Days that CloudWatch keeps the records. */
  readonly retentionDays: number;
  /** Protects the records against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * Flow logs of a VPC in CloudWatch: a log group, the role that writes to it and nowhere else, the flow log.
 *
 * Costs 0.50 USD for each GB of records, and 0.03 USD a month for each GB kept.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
 */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:network:FlowLogs", name, {}, opts);
    const parent = { parent: this };

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.retentionDays },
      { parent: this, protect: args.deletionProtection },
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Lets VPC flow logs write to their log group",
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: "vpc-flow-logs.amazonaws.com" }, Action: "sts:AssumeRole" },
          ],
        }),
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-role`,
      {
        role: role.name,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
              Resource: pulumi.interpolate`${logGroup.arn}:*`,
            },
          ],
        }),
      },
      parent,
    );
    new aws.ec2.FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
        tags: { Name: name },
      },
      { parent: this, dependsOn: policy },
    );
    this.registerOutputs();
  }
}
