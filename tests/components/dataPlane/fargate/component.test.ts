import assert from "node:assert/strict";
import { FargateProfile, type FargateProfileArgs } from "../../../../components/dataPlane/fargate/component";
import {
  FargateLogging,
  outputSection,
  type FargateLoggingArgs,
} from "../../../../components/dataPlane/fargate/logging";
import { recordComponent } from "../../../helpers/component";
import { textOf, type Value } from "../../../../recording/values";

const profile = (changes: Partial<FargateProfileArgs> = {}) =>
  recordComponent((opts) => {
    const args: FargateProfileArgs = {
      region: "eu-west-1",
      clusterName: "demo",
      clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/demo",
      subnetIds: ["subnet-1", "subnet-2"],
      selectors: [
        { namespace: "team-*", labels: { compute: "fargate" } },
        { namespace: "hello", labels: {} },
      ],
      ...changes,
    };
    new FargateProfile("serverless", args, opts);
  });

const statementOf = (policy: Value | undefined) =>
  (JSON.parse(textOf(policy)) as { Statement: [Record<string, unknown>] }).Statement[0];

describe("FargateProfile", () => {
  it("selects pods by namespace and labels, in private subnets, under a generated name", async () => {
    assert.deepEqual((await profile()).get("aws:eks/fargateProfile:FargateProfile").inputs, {
      clusterName: "demo",
      podExecutionRoleArn: "arn:aws:iam::111111111111:role/serverless-pod-role",
      subnetIds: ["subnet-1", "subnet-2"],
      selectors: [{ namespace: "team-*", labels: { compute: "fargate" } }, { namespace: "hello" }],
    });
  });

  it("has a role that only Fargate, and only for this cluster, can take on", async () => {
    const { assumeRolePolicy } = (await profile()).get("aws:iam/role:Role").inputs;
    const { Principal, Condition } = statementOf(assumeRolePolicy);
    assert.deepEqual(Principal, { Service: "eks-fargate-pods.amazonaws.com" });
    assert.deepEqual(Condition, {
      ArnLike: { "aws:SourceArn": "arn:aws:eks:eu-west-1:111111111111:fargateprofile/demo/*" },
    });
  });

  it("has its role's permissions before it starts pods, and until they have gone", async () => {
    const recording = await profile({ logGroupArn: "arn:aws:logs:eu-west-1:111111111111:log-group:pods" });
    for (const policy of ["AmazonEKSFargatePodExecutionRolePolicy", "RolePolicy::serverless-logs"]) {
      recording.happensBefore(policy, "fargateProfile:FargateProfile::serverless");
      recording.destroyedBefore("fargateProfile:FargateProfile::serverless", policy);
    }
  });

  it("may write to its log group, and to no other", async () => {
    const logGroupArn = "arn:aws:logs:eu-west-1:111111111111:log-group:pods";
    const { policy } = (await profile({ logGroupArn })).get("aws:iam/rolePolicy:RolePolicy").inputs;
    assert.equal(statementOf(policy).Resource, `${logGroupArn}:*`);
    assert.deepEqual((await profile()).all("aws:iam/rolePolicy:RolePolicy"), []);
  });
});

describe("FargateLogging", () => {
  const logging = (changes: Partial<FargateLoggingArgs> = {}) =>
    recordComponent((opts) => {
      new FargateLogging(
        "logs",
        { region: "eu-west-1", retentionDays: 30, deletionProtection: false, ...changes },
        opts,
      );
    });

  it("is where Fargate looks for it: a labelled namespace and a ConfigMap, both of fixed names", async () => {
    const recording = await logging();
    assert.deepEqual(recording.get("kubernetes:core/v1:Namespace").inputs.metadata, {
      name: "aws-observability",
      labels: { "aws-observability": "enabled" },
    });
    const { metadata, data } = recording.get("kubernetes:core/v1:ConfigMap").inputs;
    assert.deepEqual(metadata, { name: "aws-logging", namespace: "aws-observability" });
    assert.deepEqual(data, { "output.conf": outputSection("eu-west-1", "logs-1a2b3c4") });
  });

  it("sends everything to a log group of ours, which doesn't keep it for ever", async () => {
    assert.match(outputSection("eu-west-1", "pods"), /Name cloudwatch_logs\n {4}Match \*\n[^]*log_group_name pods\n/);
    assert.deepEqual((await logging()).get("aws:cloudwatch/logGroup:LogGroup").inputs, { retentionInDays: 30 });
  });

  it("passes filters and parsers on", async () => {
    const recording = await logging({ filters: "[FILTER]", parsers: "[PARSER]" });
    const { data } = recording.get("kubernetes:core/v1:ConfigMap").inputs;
    const { "filters.conf": filters, "parsers.conf": parsers } = data as Record<string, Value>;
    assert.deepEqual([filters, parsers], ["[FILTER]", "[PARSER]"]);
  });

  it("protects the logs when asked to", async () => {
    (await logging({ deletionProtection: true })).protectedIn("LogGroup::logs");
  });
});
