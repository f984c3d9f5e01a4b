import { z } from "zod";
import { lowerCaseName, wholeNumber } from "../spec/values";

const subscriber = <Protocol extends string>(protocol: Protocol, what: string, pattern: RegExp) =>
  z.strictObject({
    protocol: z.literal(protocol).meta({ description: "How it is told: email, https, sms, sqs or lambda." }),
    endpoint: z
      .string()
      .regex(pattern, { error: `must be ${what}` })
      .meta({ description: `Where: ${what}` }),
  });

const subscription = z.discriminatedUnion(
  "protocol",
  [
    subscriber("email", "an e-mail address, for example on-call@example.com", /^[^\s@]+@[^\s@]+\.[^\s@]+$/),
    subscriber("https", "an https URL, for example https://events.example.com/hook", /^https:\/\/[^\s/]+(?:\/\S*)?$/),
    subscriber("sms", "a telephone number with its country, for example +4930123456", /^\+[1-9]\d{6,14}$/),
    subscriber(
      "sqs",
      "the ARN of a queue: arn:aws:sqs:<region>:<account>:<name>",
      /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/,
    ),
    subscriber(
      "lambda",
      "the ARN of a function: arn:aws:lambda:<region>:<account>:function:<name>",
      /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]{1,64}$/,
    ),
  ],
  { error: "must be email, https, sms, sqs or lambda" },
);

/** Minutes in a row: CloudWatch looks back one day at most. */
const minutes = (byDefault: number) =>
  wholeNumber(1, 1440, "minutes")
    .default(byDefault)
    .meta({ description: "Minutes, one after another, until it is an alarm." });

export const alarms = z
  .strictObject({
    topicArn: z
      .string()
      .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/, {
        error: "must be the ARN of a topic (not FIFO): arn:aws:sns:<region>:<account>:<name>",
      })
      .optional()
      .meta({
        description:
          "SNS topic that is told when an alarm begins and ends. Its own policy, and that of its key, must let CloudWatch in. Default: one is made, encrypted with a key of its own, 1 USD a month.",
      }),
    subscriptions: z.record(lowerCaseName(40), subscription).default({}).meta({
      description:
        "Who gets what the topic that is made is told, by a name of your own. SNS asks by e-mail before it sends any. https://docs.aws.amazon.com/sns/latest/dg/sns-create-subscribe-endpoint-to-topic.html",
    }),
    nodesNotReady: z
      .strictObject({ minutes: minutes(5) })
      .optional()
      .meta({
        description:
          "An alarm on nodes that are not Ready, or short of memory, disk or process ids, and when nothing tells of nodes. Needs amazon-cloudwatch-observability. Default: none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-enhanced-EKS.html",
      }),
    podsPending: z
      .strictObject({ minutes: minutes(15) })
      .optional()
      .meta({
        description:
          "An alarm on pods for which the scheduler finds no node. An autoscaler needs some minutes to make one. Default: none. https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html",
      }),
    subnetAddresses: z
      .strictObject({
        ipamScopeId: z
          .string()
          .regex(/^ipam-scope-[0-9a-f]{8,17}$/, {
            error: "must be the id of an IPAM scope, for example ipam-scope-0a1b2c3d4e5f67890",
          })
          .meta({
            description:
              "Private scope of an IPAM in the advanced tier that has this region and account: aws ec2 describe-ipam-scopes. https://docs.aws.amazon.com/vpc/latest/ipam/create-ipam.html",
          }),
        usedPercent: wholeNumber(1, 99, "percent").default(80).meta({
          description: "Used addresses of a private subnet from which it is an alarm.",
        }),
      })
      .optional()
      .meta({
        description:
          "An alarm for each private subnet on its addresses. Only IPAM measures them, in the advanced tier, at 0.00027 USD an hour for each used address of all that it watches. Default: none. https://docs.aws.amazon.com/vpc/latest/ipam/cloudwatch-ipam.html",
      }),
    certificatesEnding: z
      .strictObject({
        days: wholeNumber(1, 44, "days").default(30).meta({
          description:
            "Days before the end. ACM renews a certificate 45 to 60 days before, as long as its records are there.",
        }),
      })
      .optional()
      .meta({
        description:
          "An alarm for each entry of dns.certificates that ACM has not renewed. Default: none. https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html",
      }),
  })
  .meta({
    description: "What wakes a person: alarms of CloudWatch, 0.10 USD a month each, and the topic they go to.",
  });

export type AlarmsSettings = z.output<typeof alarms>;
