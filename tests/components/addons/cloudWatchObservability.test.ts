import assert from "node:assert/strict";
import {
  CloudWatchObservability,
  type CloudWatchObservabilityArgs,
} from "../../../components/addons/amazon-cloudwatch-observability/component";
import { cloudWatchObservability } from "../../../components/addons/amazon-cloudwatch-observability/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

describe("CloudWatchObservability", () => {
  const insights = (changes: Partial<CloudWatchObservabilityArgs> = {}) =>
    recordComponent(
      (opts) =>
        new CloudWatchObservability(
          "insights",
          { ...addonArgs("v6.7.0-eksbuild.1"), ...cloudWatchObservability.settings.parse({}), ...changes },
          opts,
        ),
    );

  it("writes to log groups that are there, and end", async () => {
    const recording = await insights({ retentionDays: 7 });
    assert.deepEqual(
      recording.all(logGroup).map(({ inputs }) => [inputs.name, inputs.retentionInDays]),
      ["application", "dataplane", "host", "performance"].map((kind) => [`/aws/containerinsights/demo/${kind}`, 7]),
    );
    for (const { name } of recording.all(logGroup)) recording.destroyedBefore("Addon::insights", `LogGroup::${name}`);
  });

  it("may write to those groups alone, and make none", async () => {
    const recording = await insights();
    const { policy } = recording.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Action: string[]; Resource: string[] }[] };
    const [logs, ...others] = Statement;
    assert.deepEqual(logs?.Action, ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]);
    assert.equal(logs.Resource.length, 4);
    for (const arn of logs.Resource) assert.match(arn, /:log-group:insights-[a-z]+:\*$/);
    assert.ok(others.every(({ Action }) => Action.every((action) => action.startsWith("ec2:Describe"))));
  });

  it("changes no workload to trace it", async () => {
    const { configurationValues } = (await insights()).get("aws:eks/addon:Addon").inputs;
    assert.deepEqual(JSON.parse(textOf(configurationValues)), {
      containerLogs: { enabled: true },
      applicationSignals: { enabled: false },
    });
  });

  it("leaves logs to another add-on", async () => {
    const recording = await insights({ containerLogs: false });
    assert.deepEqual(
      recording.all(logGroup).map(({ name }) => name),
      ["insights-performance"],
    );
    assert.match(textOf(recording.get("aws:eks/addon:Addon").inputs.configurationValues), /{"enabled":false}/);
  });
});
