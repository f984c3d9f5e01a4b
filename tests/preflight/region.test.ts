import assert from "node:assert/strict";
import { defaultVolumeKey } from "../../preflight/checks/defaultVolumeKey";
import { instanceTypes } from "../../preflight/checks/instanceTypes";
import { logGroup } from "../../preflight/checks/logGroup";
import { zones } from "../../preflight/checks/zones";
import { type Answers, finding, refused } from "./asked";

describe("preflight: zones", () => {
  const region = (...letters: string[]): Answers => ({
    getAvailabilityZones: {
      names: letters.map((letter) => `eu-west-1${letter}`),
      zoneIds: letters.map((_, index) => `euw1-az${index + 1}`),
    },
  });

  it("are open to the account, under these ids", async () => {
    const { verdict, detail } = await finding(zones, region("a", "b", "c"));
    assert.deepEqual([verdict, detail], ["ok", "eu-west-1a is euw1-az1, eu-west-1b is euw1-az2"]);
  });

  it("are not open, or are not told", async () => {
    const { verdict, detail } = await finding(zones, region("a", "c"));
    assert.deepEqual([verdict, /^eu-west-1b is not open/.test(detail)], ["wrong", true]);
    assert.equal((await finding(zones, { getAvailabilityZones: refused })).verdict, "unknown");
  });
});

describe("preflight: instance types", () => {
  const offered = (...offerings: (readonly [zone: string, type: string])[]): Answers => ({
    getInstanceTypeOfferings: {
      instanceTypes: offerings.map(([, type]) => type),
      locations: offerings.map(([zone]) => `eu-west-1${zone}`),
    },
  });

  it("are enough when each zone offers one of the group's", async () => {
    const some = await finding(instanceTypes, offered(["a", "m7i.large"], ["a", "m6i.large"], ["b", "m6i.large"]));
    assert.deepEqual([some.verdict, some.detail], ["ok", "eu-west-1b does not offer m7i.large"]);
  });

  it("are not, when a zone offers none, or EC2 does not say", async () => {
    assert.equal((await finding(instanceTypes, offered(["a", "m7i.large"], ["a", "m6i.large"]))).verdict, "wrong");
    assert.equal((await finding(instanceTypes, { getInstanceTypeOfferings: refused })).verdict, "unknown");
  });
});

describe("preflight: the key of volumes", () => {
  const key = "arn:aws:kms:eu-west-1:111111111111:key/01234567-89ab-cdef-0123-456789abcdef";

  it("is AWS's own, or the stack file's", async () => {
    const own = { getDefaultKmsKey: { keyArn: "arn:aws:kms:eu-west-1:111111111111:alias/aws/ebs" } };
    assert.equal((await finding(defaultVolumeKey, own)).verdict, "ok");
    assert.equal((await finding(defaultVolumeKey, {}, { "account.ebsKmsKeyArn": key })).verdict, "ok");
  });

  it("is unknown when the account has a default of its own", async () => {
    const { verdict, fix } = await finding(defaultVolumeKey, { getDefaultKmsKey: { keyArn: key } });
    assert.deepEqual([verdict, /account\.ebsKmsKeyArn/.test(fix ?? "")], ["unknown", true]);
  });
});

describe("preflight: the log group", () => {
  const name = "/aws/eks/platform-dev/cluster";
  const verdict = async (answers: Answers) => (await finding(logGroup, answers)).verdict;

  it("is not there, or is the environment's", async () => {
    assert.equal(await verdict({ getLogGroups: { logGroupNames: [] } }), "ok");
    const own = { getLogGroup: { tags: { "eks-platform:environment": "dev" } } };
    assert.equal(await verdict({ getLogGroups: { logGroupNames: [name] }, ...own }), "ok");
  });

  it("is left over from an earlier cluster, or not told", async () => {
    const left = { getLogGroup: { tags: {} } };
    assert.equal(await verdict({ getLogGroups: { logGroupNames: [name] }, ...left }), "wrong");
    assert.equal(await verdict({ getLogGroups: refused }), "unknown");
  });
});
