import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Alarms, type AlarmsArgs } from "../../../components/alarms/component";
import { alarms as spec } from "../../../components/alarms/spec";
import { textOf } from "../../../recording/values";
import { recordComponent } from "../../helpers/component";

const metricAlarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topicArn = "arn:aws:sns:eu-west-1:111111111111:on-call";
const webArn = "arn:aws:acm:eu-west-1:111111111111:certificate/web";

describe("Alarms", () => {
  const alarms = (settings: object, changes: Partial<AlarmsArgs> = {}) =>
    recordComponent(
      (opts) =>
        new Alarms(
          "alarms",
          {
            ...spec.parse(settings),
            region: "eu-west-1",
            accountId: "111111111111",
            cluster: { name: "demo" },
            vpcId: "vpc-1",
            subnetIds: ["subnet-a", "subnet-b"],
            availabilityZones: ["eu-west-1a", "eu-west-1b"],
            certificates: { arns: { web: pulumi.output(webArn) } },
            deletionProtection: false,
            ...changes,
          },
          opts,
        ),
    );

  it("are those that are asked for, and tell the topic that is named of their beginning and their end", async () => {
    const recording = await alarms({ topicArn, podsPending: { minutes: 10 } });
    const { name, evaluationPeriods, alarmActions, okActions } = recording.get(metricAlarm).inputs;
    assert.deepEqual([name, evaluationPeriods], ["demo-pods-pending", 10]);
    assert.deepEqual([alarmActions, okActions], [[topicArn], [topicArn]]);
    for (const type of ["aws:sns/topic:Topic", "aws:kms/key:Key"]) assert.deepEqual(recording.all(type), []);
  });

  it("count nodes that are not Ready and nodes that are gone, and take silence for the worst", async () => {
    const { inputs } = (await alarms({ topicArn, nodesNotReady: {} })).get(metricAlarm);
    assert.match(JSON.stringify(inputs.metricQueries), /cluster_failed_node_count.*node_status_condition_ready/);
    assert.match(JSON.stringify(inputs.metricQueries), /"expression":"failed \+ IF\(ready < 1, 1, 0\)"/);
    assert.equal(inputs.treatMissingData, "breaching");
  });

  it("watch each private subnet and each certificate by itself", async () => {
    const subnetAddresses = { ipamScopeId: "ipam-scope-0a1b2c3d4e5f67890", usedPercent: 90 };
    const recording = await alarms({ topicArn, subnetAddresses, certificatesEnding: { days: 20 } });
    const watched = recording
      .all(metricAlarm)
      .map(({ inputs }) => [inputs.name, inputs.threshold, inputs.dimensions] as const);
    const ofSubnet = (SubnetID: string) => ({
      AddressFamily: "IPv4",
      OwnerID: "111111111111",
      Region: "eu-west-1",
      ScopeID: "ipam-scope-0a1b2c3d4e5f67890",
      SubnetID,
      VpcID: "vpc-1",
    });
    assert.deepEqual(watched.sort(), [
      ["demo-addresses-eu-west-1a", 90, ofSubnet("subnet-a")],
      ["demo-addresses-eu-west-1b", 90, ofSubnet("subnet-b")],
      ["demo-certificate-web", 20, { CertificateArn: webArn }],
    ]);
  });

  it("go to a topic that CloudWatch may encrypt for, if none is named, and nobody else may write to", async () => {
    const subscriptions = { pager: { protocol: "https", endpoint: "https://events.example.com" } };
    const recording = await alarms({ podsPending: {}, subscriptions }, { deletionProtection: true });
    const key = recording.get("aws:kms/key:Key");
    assert.ok(key.protect);
    for (const policy of [key.inputs.policy, recording.get("aws:sns/topicPolicy:TopicPolicy").inputs.policy]) {
      const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Principal: object; Condition?: object }[] };
      assert.deepEqual(Statement.at(-1)?.Principal, { Service: "cloudwatch.amazonaws.com" });
      assert.match(JSON.stringify(Statement.at(-1)?.Condition), /"arn:aws:cloudwatch:eu-west-1:111111111111:alarm:\*"/);
    }
    assert.equal(recording.get("aws:sns/topicSubscription:TopicSubscription").inputs.protocol, "https");
    recording.happensBefore("TopicPolicy::alarms", "MetricAlarm::alarms-pods-pending");
  });
});
