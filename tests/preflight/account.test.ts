import assert from "node:assert/strict";
import { account } from "../../preflight/checks/account";
import { caller } from "../../preflight/checks/caller";
import { principals } from "../../preflight/checks/principals";
import { serviceLinkedRoles } from "../../preflight/checks/serviceLinkedRoles";
import { finding, found, foundByAll, notFound, refused } from "./asked";

const ACCOUNT = "111111111111";
const session = (role: string, accountId = ACCOUNT) => ({
  accountId,
  arn: `arn:aws:sts::${accountId}:assumed-role/${role}/me`,
});
const roleArn = ({ name }: Readonly<Record<string, unknown>>) => ({
  arn: `arn:aws:iam::${ACCOUNT}:role/${String(name)}`,
});

describe("preflight: the account", () => {
  it("is that of the credentials", async () => {
    const { verdict } = await finding(account, { getCallerIdentity: session("platform-deployer") });
    assert.equal(verdict, "ok");
  });

  it("is not that of the credentials, and nothing else is asked", async () => {
    const all = await foundByAll({ getCallerIdentity: session("Admin", "999999999999") });
    assert.deepEqual(
      all.map(({ verdict, subject }) => `${verdict} ${subject}`),
      ["wrong account", "unknown all else"],
    );
    assert.match(all[0]?.detail ?? "", /of account 999999999999, not of 111111111111/);
  });

  it("is wrong without credentials: nobody else could be asked", async () => {
    const { verdict, detail } = await finding(account, { getCallerIdentity: new Error("no EC2 IMDS role found") });
    assert.deepEqual([verdict, /no EC2 IMDS role found/.test(detail)], ["wrong", true]);
  });
});

describe("preflight: a refusal", () => {
  it("of every other call leaves everything unknown, with AWS's reason", async () => {
    const identity = session("platform-deployer");
    const answers = new Proxy({}, { get: (_, name) => (name === "getCallerIdentity" ? identity : refused) });
    const [first, second, ...others] = await foundByAll(answers);
    assert.deepEqual([first?.verdict, second?.verdict], ["ok", "ok"]);
    assert.ok(others.length > 10);
    for (const { subject, verdict, detail } of others) {
      assert.deepEqual(
        [subject, verdict, detail],
        [subject, "unknown", "AWS did not say: AccessDenied: not authorized to perform: x:GetIt"],
      );
    }
  });
});

describe("preflight: the caller", () => {
  it("is the deployer's role", async () => {
    assert.equal((await finding(caller, { getCallerIdentity: session("platform-deployer") })).verdict, "ok");
  });

  it("is somebody else, even somebody whom the cluster lets in", async () => {
    const { verdict, detail } = await finding(caller, { getCallerIdentity: session("developer") });
    assert.deepEqual([verdict, /is not account\.deployerRoleArn/.test(detail)], ["wrong", true]);
  });
});

describe("preflight: principals", () => {
  it("are each there, missing, or of another account", async () => {
    const foreign = "arn:aws:iam::333333333333:role/auditor";
    const all = await found(
      principals,
      { getRole: (args) => (args.name === "developer" ? notFound : roleArn(args)) },
      { "cluster.access.audit": { principalArn: foreign, policy: "view" } },
    );
    assert.deepEqual(
      all.map(({ verdict, subject }) => `${verdict} ${subject}`),
      ["ok role/platform-deployer", "wrong role/developer", "unknown role/auditor"],
    );
  });

  it("are missing under the path that the stack file gives", async () => {
    const [deployer] = await found(principals, {
      getRole: { arn: `arn:aws:iam::${ACCOUNT}:role/ci/platform-deployer` },
    });
    assert.equal(deployer?.verdict, "wrong");
  });
});

describe("preflight: service-linked roles", () => {
  it("that are missing are made by AWS", async () => {
    const all = await found(serviceLinkedRoles, { getRole: notFound });
    assert.deepEqual(
      all.map(({ verdict, subject }) => `${verdict} ${subject}`),
      ["ok AWSServiceRoleForAmazonEKS", "ok AWSServiceRoleForAmazonEKSNodegroup", "ok AWSServiceRoleForAutoScaling"],
    );
    assert.match(all[0]?.detail ?? "", /is not there yet.*iam:CreateServiceLinkedRole/);
  });

  it("have to be there for a grant of the volumes' key", async () => {
    const key = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/01234567-89ab-cdef-0123-456789abcdef`;
    const changes = { "account.ebsKmsKeyArn": key, "dataPlane.0.capacityType": "spot" };
    const verdicts = async (answer: Parameters<typeof found>[1]) =>
      (await found(serviceLinkedRoles, answer, changes)).map(({ verdict }) => verdict);
    assert.deepEqual(await verdicts({ getRole: notFound }), ["ok", "ok", "wrong", "wrong"]);
    assert.deepEqual(await verdicts({ getRole: roleArn }), ["ok", "ok", "ok", "ok"]);
    const all = await found(serviceLinkedRoles, { getRole: notFound }, changes);
    assert.equal(all.at(-1)?.fix, "aws iam create-service-linked-role --aws-service-name spot.amazonaws.com");
  });
});
