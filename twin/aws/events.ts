import { isObject, type Properties } from "../provider/values";
import { parseJson } from "./check";
import { AwsError } from "./error";
import { dataType, newId } from "./generic";
import { shown, text } from "./read";
import type { ResourceType } from "./resourceType";

const RULE = "aws:cloudwatch/eventRule:EventRule";

const rule = dataType(RULE, {
  check: ({ eventPattern, scheduleExpression }) =>
    eventPattern === undefined && scheduleExpression === undefined
      ? [{ property: "eventPattern", reason: "one of `event_pattern,schedule_expression` must be specified" }]
      : [],
  create(call, inputs) {
    refusePattern(inputs);
    return { id: newId(RULE, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refusePattern(news);
    return {};
  },
});

function refusePattern({ name, eventPattern }: Properties): void {
  const given = text(eventPattern);
  if (given === undefined || isObject(parseJson(given))) return;
  throw new AwsError(
    "EventBridge",
    "PutRule",
    `EventBridge Rule (${shown(name)})`,
    "InvalidEventPatternException",
    "Event pattern is not valid. Reason: Filter is not an object",
  );
}

/** EventBridge and alarms, and the topics and queues that they send to. Whether their policies let it in shows with the first event alone. */
export const eventTypes: readonly ResourceType[] = [
  rule,
  dataType("aws:cloudwatch/eventTarget:EventTarget"),
  dataType("aws:sns/topic:Topic"),
  dataType("aws:sns/topicPolicy:TopicPolicy"),
  dataType("aws:sns/topicSubscription:TopicSubscription"),
  dataType("aws:cloudwatch/metricAlarm:MetricAlarm"),
  dataType("aws:sqs/queue:Queue"),
  dataType("aws:sqs/queuePolicy:QueuePolicy"),
];
