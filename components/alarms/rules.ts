import { addonNames, addonSpec } from "../addons/specs";
import { rule } from "../environment";
import { listed } from "../spec/lists";

const hasSomething = rule(["alarms"], ({ alarms }, refuse) => {
  if (!alarms) return;
  const { nodesNotReady, podsPending, subnetAddresses, certificatesEnding } = alarms;
  if (nodesNotReady ?? podsPending ?? subnetAddresses ?? certificatesEnding) return;
  refuse(["alarms"], "must have an alarm, for example { podsPending: {} }, or be left out");
});

const subscribersAreOfOurTopic = rule(["alarms"], ({ alarms }, refuse) => {
  if (alarms?.topicArn === undefined || Object.keys(alarms.subscriptions).length === 0) return;
  refuse(["alarms", "subscriptions"], "must be left out with alarms.topicArn: its owner says who gets what it is told");
});

const metricsArePublished = rule(["alarms", "versions"], ({ alarms, versions }, refuse) => {
  const publishers = addonNames.filter((name) => addonSpec(name).publishes?.includes("ContainerInsights"));
  if (!alarms?.nodesNotReady || publishers.some((name) => versions.addons[name] !== undefined)) return;
  refuse(
    ["alarms", "nodesNotReady"],
    `must be left out without versions.addons.${listed(publishers, "or")}, which publishes its metrics`,
  );
});

const certificatesAreThere = rule(["alarms", "dns"], ({ alarms, dns }, refuse) => {
  if (!alarms?.certificatesEnding || Object.keys(dns.certificates).length > 0) return;
  refuse(["alarms", "certificatesEnding"], "must be left out: dns.certificates has none");
});

/** Rules for the alarms of an environment: each has something to watch. */
export const alarmRules = [hasSomething, subscribersAreOfOurTopic, metricsArePublished, certificatesAreThere];
