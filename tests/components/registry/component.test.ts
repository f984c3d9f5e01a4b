import assert from "node:assert/strict";
import { Registry } from "../../../components/registry/component";
import { registry } from "../../../components/registry/spec";
import { recordComponent } from "../../helpers/component";
import type { RecordedResource } from "../../../recording/recordedResource";
import { textOf } from "../../../recording/values";

const place = { region: "eu-west-1", accountId: "111111111111" };

const registryOf = (settings: object, deletionProtection = false) =>
  recordComponent(
    (opts) => new Registry("registry", { ...registry.parse(settings), ...place, deletionProtection }, opts),
    { place },
  );

interface Policy {
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
}

const statementsOf = ({ inputs: { policy } }: RecordedResource) => (JSON.parse(textOf(policy)) as Policy).Statement;

describe("Registry", () => {
  it("makes a repository whose tags stay, which anybody else may neither pull from nor push to", async () => {
    const recording = await registryOf({ repositories: { "team/app": {} } }, true);
    const repository = recording.get("aws:ecr/repository:Repository");
    assert.deepEqual(repository.inputs, { name: "team/app", imageTagMutability: "IMMUTABLE", forceDelete: false });
    recording.protectedIn(repository);
    const types = recording.resources.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    assert.deepEqual(
      types.map(({ type }) => type),
      ["aws:ecr/repository:Repository"],
    );
    assert.deepEqual(recording.outputsOf("eks-platform:registry:Registry")?.repositoryUrls, {
      "team/app": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/team/app",
    });
  });

  it("lets some tags move, or makes some stay", async () => {
    const imageTagMutabilityExclusionFilters = ["dev-*"];
    for (const imageTagMutability of ["IMMUTABLE", "MUTABLE"]) {
      const app = { imageTagMutability, imageTagMutabilityExclusionFilters };
      const { inputs } = (await registryOf({ repositories: { app } })).get("aws:ecr/repository:Repository");
      assert.equal(inputs.imageTagMutability, `${imageTagMutability}_WITH_EXCLUSION`);
      assert.deepEqual(inputs.imageTagMutabilityExclusionFilters, [{ filter: "dev-*", filterType: "WILDCARD" }]);
    }
  });

  it("has ECR delete what nobody tags, and what is older than the last images of a kind", async () => {
    const app = { lifecycle: { untaggedDays: 14, keepLast: { v: 30, "dev-": 5 } } };
    const policy = (await registryOf({ repositories: { app } })).get("aws:ecr/lifecyclePolicy:LifecyclePolicy");
    const { rules } = JSON.parse(textOf(policy.inputs.policy)) as {
      rules: { rulePriority: number; selection: Record<string, unknown> }[];
    };
    assert.deepEqual(
      rules.map(({ rulePriority, selection }) => [rulePriority, ...Object.values(selection)]),
      [
        [1, "untagged", "sinceImagePushed", "days", 14],
        [2, "tagged", ["v"], "imageCountMoreThan", 30],
        [3, "tagged", ["dev-"], "imageCountMoreThan", 5],
      ],
    );
  });

  it("lets named accounts and the organization pull, and nothing else", async () => {
    const app = { pull: { accounts: ["222222222222"], organizationId: "o-a1b2c3d4e5" } };
    const [accounts, organization, ...others] = statementsOf(
      (await registryOf({ repositories: { app } })).get("aws:ecr/repositoryPolicy:RepositoryPolicy"),
    );
    assert.deepEqual(accounts?.Principal, { AWS: ["arn:aws:iam::222222222222:root"] });
    assert.deepEqual(organization?.Condition, { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } });
    for (const statement of [accounts, organization]) {
      assert.doesNotMatch(JSON.stringify(statement.Action), /Put|Upload|Delete|\*/);
    }
    assert.deepEqual(others, []);
  });

  it("makes public repositories where AWS has them, whatever the region", async () => {
    const { inputs, provider } = (await registryOf({ publicRepositories: { app: { description: "An app" } } })).get(
      "aws:ecrpublic/repository:Repository",
    );
    assert.equal(inputs.region, "us-east-1");
    assert.match(provider ?? "", /pulumi:providers:aws::aws/);
  });

  it("tells a new topic of findings, which takes them from this rule alone", async () => {
    const scanning = { scanType: "BASIC", scanOnPush: ["*"], findings: { sendTo: "topic" } };
    const recording = await registryOf({ scanning });
    const pattern = textOf(recording.get("aws:cloudwatch/eventRule:EventRule").inputs.eventPattern);
    assert.deepEqual(JSON.parse(pattern), {
      source: ["aws.ecr"],
      "detail-type": ["ECR Image Scan"],
      detail: {
        "scan-status": ["COMPLETE"],
        $or: [
          { "finding-severity-counts": { CRITICAL: [{ numeric: [">", 0] }] } },
          { "finding-severity-counts": { HIGH: [{ numeric: [">", 0] }] } },
        ],
      },
    });
    assert.deepEqual(statementsOf(recording.get("aws:sns/topicPolicy:TopicPolicy")), [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "arn:aws:sns:eu-west-1:111111111111:registry-findings",
        Condition: { ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:111111111111:rule/registry-findings" } },
      },
    ]);
  });

  it("tells a queue of what Inspector finds in images, and of nothing else", async () => {
    const scanning = {
      scanType: "ENHANCED",
      continuousScan: ["*"],
      findings: { sendTo: "queue", severities: ["CRITICAL"] },
    };
    const recording = await registryOf({ scanning });
    const { detail } = JSON.parse(textOf(recording.get("aws:cloudwatch/eventRule:EventRule").inputs.eventPattern)) as {
      detail: object;
    };
    assert.deepEqual(detail, {
      severity: ["CRITICAL"],
      status: ["ACTIVE"],
      resources: { type: ["AWS_ECR_CONTAINER_IMAGE"] },
    });
    const policy = recording.get("aws:sqs/queuePolicy:QueuePolicy");
    recording.happensBefore(policy, recording.get("aws:cloudwatch/eventTarget:EventTarget"));
    assert.equal(statementsOf(policy)[0]?.Action, "sqs:SendMessage");
  });

  it("leaves the policy of a topic that is named to its owner", async () => {
    const sendTo = "arn:aws:sns:eu-west-1:111111111111:security";
    const recording = await registryOf({
      scanning: { scanType: "BASIC", scanOnPush: ["*"], findings: { sendTo } },
    });
    assert.equal(recording.get("aws:cloudwatch/eventTarget:EventTarget").inputs.arn, sendTo);
    assert.deepEqual(
      recording.resources.filter(({ type }) => /^aws:(?:sns|sqs)/.test(type)),
      [],
    );
  });

  it("lets nodes and Fargate have the repositories of caches made, and no others", async () => {
    const recording = await registryOf({ pullThroughCache: { quay: { upstreamRegistryUrl: "quay.io" } } });
    const [statement, ...others] = statementsOf(recording.get("aws:ecr/registryPolicy:RegistryPolicy"));
    assert.deepEqual(statement?.Resource, ["arn:aws:ecr:eu-west-1:111111111111:repository/quay/*"]);
    assert.deepEqual(statement.Condition, {
      StringEquals: { "aws:PrincipalAccount": "111111111111" },
      ArnLike: {
        "aws:PrincipalArn": [
          "arn:aws:iam::111111111111:role/*-node-role-*",
          "arn:aws:iam::111111111111:role/*-pod-role-*",
        ],
      },
    });
    assert.deepEqual(others, []);
  });

  it("copies to other regions of its account, and takes copies from accounts that are named", async () => {
    const replication = { destinations: [{ region: "eu-central-1" }], acceptFrom: ["222222222222"] };
    const recording = await registryOf({ replication });
    const { replicationConfiguration } = recording.get(
      "aws:ecr/replicationConfiguration:ReplicationConfiguration",
    ).inputs;
    assert.deepEqual(replicationConfiguration, {
      rules: [{ destinations: [{ region: "eu-central-1", registryId: "111111111111" }], repositoryFilters: [] }],
    });
    const [{ Principal } = {}] = statementsOf(recording.get("aws:ecr/registryPolicy:RegistryPolicy"));
    assert.deepEqual(Principal, { AWS: ["arn:aws:iam::222222222222:root"] });
  });

  describe("a role that pushes", () => {
    const subjects = ["repo:acme/app:ref:refs/heads/main"];
    const settings = (push: object) => ({
      repositories: { app: {}, other: {} },
      publicRepositories: { shop: { description: "A shop" } },
      push,
    });

    it("is for the workflows that it names", async () => {
      const recording = await registryOf(settings({ roles: { ci: { subjects, repositories: ["app"] } } }));
      const { inputs } = recording.get("aws:iam/role:Role");
      const { Statement } = JSON.parse(textOf(inputs.assumeRolePolicy)) as Policy;
      assert.deepEqual(Statement, [
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
            StringLike: { "token.actions.githubusercontent.com:sub": subjects },
          },
        },
      ]);
    });

    it("may push to its repositories and log in, and do nothing else", async () => {
      const role = { subjects, repositories: ["app"], publicRepositories: ["shop"] };
      const recording = await registryOf(settings({ roles: { ci: role } }));
      const statements = statementsOf(recording.get("aws:iam/rolePolicy:RolePolicy"));
      const everywhere = statements.filter(({ Resource }) => Resource === "*").map(({ Action }) => Action);
      assert.deepEqual(everywhere, [
        "ecr:GetAuthorizationToken",
        "ecr-public:GetAuthorizationToken",
        "sts:GetServiceBearerToken",
      ]);
      const limited = statements.filter(({ Resource }) => Resource !== "*");
      assert.deepEqual(
        limited.map(({ Resource }) => Resource),
        [["arn:aws:ecr:eu-west-1:111111111111:repository/app"], ["arn:aws:ecr-public::111111111111:repository/shop"]],
      );
      assert.doesNotMatch(JSON.stringify(limited), /Delete|Create|Tag|\*/);
    });

    it("trusts the provider that the account has already", async () => {
      const providerArn = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
      const recording = await registryOf(settings({ providerArn, roles: { ci: { subjects, repositories: ["app"] } } }));
      assert.deepEqual(recording.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider"), []);
      assert.match(textOf(recording.get("aws:iam/role:Role").inputs.assumeRolePolicy), new RegExp(providerArn));
    });
  });
});
