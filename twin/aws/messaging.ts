import { isAbsent } from "./paths";
import { dataType, dataTypes } from "./generic";
import type { ResourceType } from "./resourceType";

const EVENT_RULE = "aws:cloudwatch/eventRule:EventRule";
const EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget";

const eventRule = dataType(EVENT_RULE, {
  check: (inputs) =>
    isAbsent(inputs.eventPattern) && isAbsent(inputs.scheduleExpression)
      ? [{ property: "eventPattern", reason: "one of eventPattern, scheduleExpression must be specified" }]
      : [],
});

const FORMS = ["input", "inputPath", "inputTransformer"];

const eventTarget = dataType(EVENT_TARGET, {
  check(inputs) {
    const given = FORMS.filter((name) => !isAbsent(inputs[name]));
    return given.length > 1
      ? [{ property: given[0] ?? "input", reason: `Conflicting configuration arguments: ${given.join(", ")}` }]
      : [];
  },
});

/** Rules of EventBridge, topics of SNS, queues of SQS. */
export const messagingTypes: readonly ResourceType[] = [
  eventRule,
  eventTarget,
  ...dataTypes(
    "aws:sns/topic:Topic",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
    "aws:sqs/queue:Queue",
    "aws:sqs/queuePolicy:QueuePolicy",
  ),
];
