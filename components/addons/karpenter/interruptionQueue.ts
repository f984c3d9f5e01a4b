import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What AWS announces of instances that are about to go, or have gone. */
const announcements: Readonly<Record<string, { readonly source: string; readonly detailType: string }>> = {
  health: { source: "aws.health", detailType: "AWS Health Event" },
  "spot-interruption": { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  "state-change": { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  "reservation-interruption": {
    source: "aws.ec2",
    detailType: "EC2 Capacity Reservation Instance Interruption Warning",
  },
};

/** A queue that is told. What reads it depends on `ready`, not on the queue alone. */
export interface InterruptionQueue {
  readonly queue: aws.sqs.Queue;
  readonly ready: readonly pulumi.Resource[];
}

/**
 * Makes the queue `name-interruptions`, to which EventBridge alone can send, and a rule with a target for every announcement.
 * Messages are worth nothing after five minutes.
 *
 * @see https://karpenter.sh/docs/concepts/disruption/#interruption
 */
export function interruptionQueue(name: string, parent: pulumi.Resource): InterruptionQueue {
  const queue = new aws.sqs.Queue(
    `${name}-interruptions`,
    { messageRetentionSeconds: 300, sqsManagedSseEnabled: true },
    { parent },
  );
  const rules = Object.entries(announcements).map(([key, { source, detailType }]) => ({
    key,
    rule: new aws.cloudwatch.EventRule(
      `${name}-${key}`,
      {
        description: `Tells Karpenter of: ${detailType}`,
        eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
      },
      { parent },
    ),
  }));
  const policy = new aws.sqs.QueuePolicy(
    `${name}-interruptions`,
    {
      queueUrl: queue.url,
      policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: queue.arn,
            Condition: { ArnEquals: { "aws:SourceArn": rules.map(({ rule }) => rule.arn) } },
          },
          {
            Effect: "Deny",
            Principal: "*",
            Action: "sqs:*",
            Resource: queue.arn,
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          },
        ],
      }),
    },
    { parent },
  );
  const targets = rules.map(
    ({ key, rule }) =>
      new aws.cloudwatch.EventTarget(
        `${name}-${key}`,
        { rule: rule.name, arn: queue.arn },
        { parent, dependsOn: policy },
      ),
  );
  return { queue, ready: [policy, ...targets] };
}
