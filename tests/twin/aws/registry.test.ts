import assert from "node:assert/strict";
import { shown } from "../../../twin/aws/read";
import type { Properties } from "../../../twin/provider/values";
import { ACCOUNT, SimulatedAws } from "./simulated";

const REPOSITORY = "aws:ecr/repository:Repository";
const REPOSITORY_POLICY = "aws:ecr/repositoryPolicy:RepositoryPolicy";
const PUBLIC = "aws:ecrpublic/repository:Repository";
const CACHE = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";
const SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";
const REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
const KEY = "aws:kms/key:Key";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

describe("a repository that is encrypted with a key", () => {
  const encrypted = (kmsKey: unknown) => ({
    name: "app",
    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: String(kmsKey) }],
  });

  it("is refused with one that is disabled, deleted or elsewhere", async () => {
    const aws = new SimulatedAws();
    const disabled = await aws.create(KEY, { isEnabled: false });
    await assert.rejects(aws.create(REPOSITORY, encrypted(disabled.outputs.arn)), /KmsException: .* is disabled/);
    const deleted = await aws.create(KEY);
    await aws.delete(deleted);
    await assert.rejects(aws.create(REPOSITORY, encrypted(deleted.outputs.arn)), /KmsException: .* pending deletion/);
    const elsewhere = `arn:aws:kms:us-west-2:${ACCOUNT}:key/1234`;
    await assert.rejects(aws.create(REPOSITORY, encrypted(elsewhere)), /KmsException: .* not in the region eu-west-1/);
    const key = await aws.create(KEY);
    await aws.create(REPOSITORY, encrypted(key.outputs.arn));
  });

  it("is replaced by one with another", async () => {
    const aws = new SimulatedAws();
    const repository = await aws.create(REPOSITORY, { name: "app" });
    const other = encrypted(`arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234`);
    const { changes, deleteBeforeReplace } = await aws.diff(repository, other);
    assert.ok(deleteBeforeReplace && Object.values(changes).some(({ replace }) => replace));
  });
});

describe("a repository with images", () => {
  it("is not deleted, unless it may take them along", async () => {
    const aws = new SimulatedAws({ pushedImages: true });
    const kept = await aws.create(REPOSITORY, { name: "kept" });
    await assert.rejects(
      aws.delete(kept),
      /operation error ECR: DeleteRepository, .* RepositoryNotEmptyException: The repository with name 'kept' cannot be deleted/,
    );
    await aws.delete(await aws.update(kept, { forceDelete: true }));
    assert.equal(await aws.read(kept), undefined);
  });
});

describe("a policy of a repository", () => {
  it("says who may do what", async () => {
    const aws = new SimulatedAws();
    const statement = { Effect: "Allow", Principal: "*", Action: ["ecr:BatchGetImage"] };
    const policyOf = (...Statement: Properties[]) => ({
      repository: "app",
      policy: { Version: "2012-10-17", Statement },
    });
    await assert.rejects(aws.create(REPOSITORY_POLICY, policyOf(statement)), /RepositoryNotFoundException/);
    await aws.create(REPOSITORY, { name: "app" });
    for (const wrong of [{ Action: "s3:GetObject" }, { Principal: null }])
      await assert.rejects(
        aws.create(REPOSITORY_POLICY, policyOf({ ...statement, ...wrong })),
        /operation error ECR: SetRepositoryPolicy, .* InvalidParameterException: .*Invalid repository policy provided/,
      );
    await aws.create(REPOSITORY_POLICY, policyOf(statement));
  });
});

describe("a public repository", () => {
  const args = { repositoryName: "app", catalogData: { description: "An app" } };

  it("is in us-east-1 only, from whatever region", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.create(PUBLIC, args),
      /operation error ECR PUBLIC: CreateRepository, .* UnsupportedCommandException/,
    );
    const { outputs } = await aws.create(PUBLIC, { ...args, region: "us-east-1" });
    assert.match(shown(outputs.repositoryUri), /^public\.ecr\.aws\/\w{8}\/app$/);
    await assert.rejects(aws.create(PUBLIC, { ...args, region: "us-east-1" }), /RepositoryAlreadyExistsException/);
  });
});

describe("a pull-through cache", () => {
  it("is of a registry that ECR knows, with the credentials that it needs", async () => {
    const aws = new SimulatedAws();
    const cache = (upstreamRegistryUrl: string, more: Properties = {}) =>
      aws.create(CACHE, { ecrRepositoryPrefix: "cache", upstreamRegistryUrl, ...more });
    await assert.rejects(cache("docker.io"), /UnsupportedUpstreamRegistryException/);
    await assert.rejects(cache("ghcr.io"), /ValidationException: The upstream registry ghcr\.io needs credentials/);
    const secret = (name: string) => `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:${name}`;
    await assert.rejects(cache("ghcr.io", { credentialArn: secret("ghcr-a1b2c3d4e5f6g7h8") }), /credentialArn/);
    await cache("ghcr.io", { credentialArn: secret("ecr-pullthroughcache/ghcr-a1b2c3") });
    await assert.rejects(cache("quay.io"), /PullThroughCacheRuleAlreadyExistsException/);
  });
});

describe("the settings of a registry", () => {
  it("are there once, scan as the type can, and copy to other places", async () => {
    const aws = new SimulatedAws();
    const rule = (scanFrequency: string) => ({
      scanFrequency,
      repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }],
    });
    const scan = (scanType: string, ...frequencies: string[]) =>
      aws.create(SCANNING, { scanType, rules: frequencies.map(rule) });
    await assert.rejects(scan("BASIC", "CONTINUOUS_SCAN"), /ValidationException: CONTINUOUS_SCAN/);
    await assert.rejects(scan("BASIC", "SCAN_ON_PUSH", "SCAN_ON_PUSH"), /InvalidParameterException/);
    assert.equal((await scan("ENHANCED", "SCAN_ON_PUSH", "CONTINUOUS_SCAN")).id, ACCOUNT);

    const copies = (region: string) =>
      aws.create(REPLICATION, {
        replicationConfiguration: { rules: [{ destinations: [{ region, registryId: ACCOUNT }] }] },
      });
    await assert.rejects(copies("eu-west-1"), /InvalidParameterException: .*is the source itself/);
    await copies("eu-central-1");
  });
});

describe("a rule of EventBridge", () => {
  it("stays while it has targets", async () => {
    const aws = new SimulatedAws();
    await assert.rejects(
      aws.create(RULE, { name: "none" }),
      /one of `event_pattern,schedule_expression` must be specified/,
    );
    await assert.rejects(aws.create(RULE, { eventPattern: "[]" }), /InvalidEventPatternException/);
    const rule = await aws.create(RULE, { name: "findings", eventPattern: '{"source":["aws.ecr"]}' });
    const topic = await aws.create("aws:sns/topic:Topic");
    const args = { rule: "findings", arn: topic.outputs.arn ?? "" };
    await assert.rejects(aws.create(TARGET, { ...args, rule: "other" }), /ResourceNotFoundException: Rule other/);
    const target = await aws.create(TARGET, args);
    await assert.rejects(aws.delete(rule), /ValidationException: Rule can't be deleted since it has targets/);
    await aws.delete(target);
    await aws.delete(rule);
  });
});

describe("an identity provider", () => {
  it("is there once for an issuer, and named by it", async () => {
    const aws = new SimulatedAws();
    const args = { url: "https://token.actions.githubusercontent.com", clientIdLists: ["sts.amazonaws.com"] };
    const { outputs } = await aws.create("aws:iam/openIdConnectProvider:OpenIdConnectProvider", args);
    assert.equal(outputs.arn, `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`);
    await assert.rejects(
      aws.create("aws:iam/openIdConnectProvider:OpenIdConnectProvider", args),
      /StatusCode: 409, .* EntityAlreadyExists/,
    );
  });
});
