import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, type Place } from "../iam/partition";
import { rolePolicy } from "../iam/rolePolicy";
import { onlyFor, serviceRole } from "../iam/serviceRole";

export interface FlowLogsArgs extends Place {
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

    const logGroup = new aws.cloudwatch.LogGroup(
      name,
      { retentionInDays: args.retentionDays },
      { parent: this, protect: args.deletionProtection },
    );
    const { role } = serviceRole(
      `${name}-role`,
      {
        region: args.region,
        service: "vpc-flow-logs.amazonaws.com",
        // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
        trustCondition: onlyFor(args.accountId, arnOf(args, "ec2", "vpc-flow-log/*")),
        description: "Lets VPC flow logs write to their log group",
        policies: [],
      },
      this,
    );
    const policy = rolePolicy(
      `${name}-role`,
      role,
      [
        {
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: pulumi.interpolate`${logGroup.arn}:*`,
        },
      ],
      this,
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
