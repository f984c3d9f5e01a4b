import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { arnOf, partitionOf, type Place } from "../iam/partition";
import type { AlarmsSettings } from "./spec";

export interface AlarmTopicArgs extends Place, Pick<AlarmsSettings, "subscriptions"> {
  /** Protects the key against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

/**
 * An SNS topic for alarms of CloudWatch:
 * - a KMS key that CloudWatch may use, as it may not use the account's own key for SNS
 * - the topic, encrypted with it, which takes messages of the account's alarms in the region alone
 * - its subscriptions; who is named by e-mail must confirm theirs within two days
 *
 * Costs 1 USD a month for the key, and some cents for a thousand of mails or messages.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly topicArn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:alarms:AlarmTopic", name, {}, opts);
    const byAlarms = {
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": args.accountId },
        ArnLike: { "aws:SourceArn": arnOf(args, "cloudwatch", "alarm:*") },
      },
    };
    const owner = {
      Effect: "Allow",
      Principal: { AWS: `arn:${partitionOf(args.region)}:iam::${args.accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    const key = new aws.kms.Key(
      name,
      {
        description: "Messages of alarms",
        enableKeyRotation: true,
        deletionWindowInDays: 7, // SNS keeps messages for hours
        policy: document([owner, { ...byAlarms, Action: ["kms:Decrypt", "kms:GenerateDataKey*"], Resource: "*" }]),
      },
      { parent: this, protect: args.deletionProtection },
    );
    const topic = new aws.sns.Topic(name, { kmsMasterKeyId: key.arn }, { parent: this });
    const policy = new aws.sns.TopicPolicy(
      name,
      { arn: topic.arn, policy: document([{ ...byAlarms, Action: "sns:Publish", Resource: topic.arn }]) },
      { parent: this },
    );
    for (const [subscriber, { protocol, endpoint }] of Object.entries(args.subscriptions)) {
      new aws.sns.TopicSubscription(
        `${name}-${subscriber}`,
        { topic: topic.arn, protocol, endpoint },
        { parent: this },
      );
    }
    // An alarm is told from the topic's first minute, or not at all.
    this.topicArn = policy.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }
}

const document = (statements: readonly object[]) =>
  pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
