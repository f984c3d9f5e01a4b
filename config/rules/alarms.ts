import { regionOfArn } from "../account";
import { rule } from "./rule";

const topicIsHere = rule(["alarms", "region"], ({ alarms, region }, refuse) => {
  if (alarms?.topicArn === undefined || regionOfArn(alarms.topicArn) === region) return;
  refuse(["alarms", "topicArn"], `must be a topic in ${region} (region): CloudWatch tells no other`);
});

/** Rules between the alarms and where they are. */
export const alarmRules = [topicIsHere];
