import assert from "node:assert/strict";
import { FluentBit, type FluentBitArgs } from "../../../components/addons/fluent-bit/component";
import { fluentBit } from "../../../components/addons/fluent-bit/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const logGroup = "aws:cloudwatch/logGroup:LogGroup";

describe("FluentBit", () => {
  const logs = (changes: Partial<FluentBitArgs> = {}) =>
    recordComponent(
      (opts) =>
        new FluentBit(
          "fluent-bit",
          { ...addonArgs("v5.0.5-eksbuild.1"), ...fluentBit.settings.parse({}), ...changes },
          opts,
        ),
    );

  it("writes to a log group that is there, and ends", async () => {
    const recording = await logs({ retentionDays: 7 });
    assert.equal(recording.get(logGroup).inputs.retentionInDays, 7);
    const { configurationValues } = recording.get("aws:eks/addon:Addon").inputs;
    const { config } = JSON.parse(textOf(configurationValues)) as { config: { outputs: string; inputs: string } };
    assert.match(config.outputs, /^ +log_group_name fluent-bit\b/m);
    assert.match(config.outputs, /^ +auto_create_group false$/m);
    assert.doesNotMatch(config.outputs, /elasticsearch/i);
    recording.destroyedBefore("Addon::fluent-bit", "LogGroup::fluent-bit");
  });

  it("may write to that group and to no other, nor make one", async () => {
    const recording = await logs();
    const { policy } = recording.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Action: string[]; Resource: string }[] };
    assert.deepEqual(
      Statement.map(({ Resource }) => Resource),
      ["arn:aws:logs:eu-west-1:111111111111:log-group:fluent-bit:*"],
    );
    assert.ok(!Statement.some(({ Action }) => Action.includes("logs:CreateLogGroup")));
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    assert.match(textOf(assumeRolePolicy), /"aws:RequestTag\/kubernetes-namespace":"fluent-bit"/);
  });

  it("keeps the logs where the environment is protected", async () => {
    const recording = await logs({ deletionProtection: true });
    assert.ok(recording.get(logGroup).protect);
  });

  it("is on tainted nodes too, but asks for no room on Fargate", async () => {
    const { configurationValues } = (await logs()).get("aws:eks/addon:Addon").inputs;
    const { tolerations, affinity } = JSON.parse(textOf(configurationValues)) as Record<string, unknown>;
    assert.deepEqual(tolerations, [{ operator: "Exists" }]);
    assert.match(JSON.stringify(affinity), /"NotIn","values":\["fargate"\]/);
  });
});
