import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FindingsSettings, ScanningSettings } from "./spec";

export interface ScanFindingsArgs extends FindingsSettings {
  readonly scanType: ScanningSettings["scanType"];
}

/**
 * The findings of image scans, sent on by EventBridge:
 * - a rule for the findings of these severities
 * - an SNS topic or an SQS queue, if none is named, which takes messages of this rule alone
 *
 * Costs what the topic or the queue does: about 0.50 USD for a million of messages.
 *
 * Never changes the policy of a topic or queue that is named: AWS keeps one policy for each, and it is its owner's.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 * @see https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
export class ScanFindings extends pulumi.ComponentResource {
  /** Topic or queue that gets the findings. */
  readonly targetArn: pulumi.Output<string>;
  /** Rule that sends them, for the policy of a topic or queue that is named. */
  readonly ruleArn: pulumi.Output<string>;

  constructor(name: string, args: ScanFindingsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:registry:ScanFindings", name, {}, opts);
    const rule = new aws.cloudwatch.EventRule(
      name,
      { description: "Findings of image scans", eventPattern: JSON.stringify(eventPattern(args)) },
      { parent: this },
    );
    this.ruleArn = rule.arn;
    const { arn, ready } = this.target(name, args.sendTo);
    this.targetArn = arn;
    new aws.cloudwatch.EventTarget(name, { rule: rule.name, arn }, { parent: this, dependsOn: ready });
    this.registerOutputs({ targetArn: this.targetArn, ruleArn: this.ruleArn });
  }

  /** The policy is there before the rule has a target: what is sent to a closed one is lost. */
  private target(name: string, sendTo: string): { arn: pulumi.Output<string>; ready: pulumi.Resource[] } {
    if (sendTo === "topic") {
      const { arn } = new aws.sns.Topic(name, {}, { parent: this });
      const policy = this.policy("sns:Publish", arn);
      return { arn, ready: [new aws.sns.TopicPolicy(name, { arn, policy }, { parent: this })] };
    }
    if (sendTo === "queue") {
      const { arn, url: queueUrl } = new aws.sqs.Queue(
        name,
        { sqsManagedSseEnabled: true, messageRetentionSeconds: 14 * 24 * 60 * 60 },
        { parent: this },
      );
      const policy = this.policy("sqs:SendMessage", arn);
      return { arn, ready: [new aws.sqs.QueuePolicy(name, { queueUrl, policy }, { parent: this })] };
    }
    return { arn: pulumi.output(sendTo), ready: [] };
  }

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html */
  private policy(Action: string, Resource: pulumi.Input<string>): pulumi.Output<string> {
    return pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action,
          Resource,
          Condition: { ArnEquals: { "aws:SourceArn": this.ruleArn } },
        },
      ],
    });
  }
}

/** Basic scanning tells how many findings of each severity an image has, Inspector tells each finding. */
function eventPattern({ scanType, severities }: ScanFindingsArgs): object {
  if (scanType === "ENHANCED") {
    return {
      source: ["aws.inspector2"],
      "detail-type": ["Inspector2 Finding"],
      detail: { severity: severities, status: ["ACTIVE"], resources: { type: ["AWS_ECR_CONTAINER_IMAGE"] } },
    };
  }
  return {
    source: ["aws.ecr"],
    "detail-type": ["ECR Image Scan"],
    detail: {
      "scan-status": ["COMPLETE"],
      $or: severities.map((severity) => ({ "finding-severity-counts": { [severity]: [{ numeric: [">", 0] }] } })),
    },
  };
}
