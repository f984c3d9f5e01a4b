import assert from "node:assert/strict";
import { roleAllows } from "../../../twin/aws/iam/grants";
import { ACCOUNT, SimulatedAws } from "./simulated";
import { shown } from "../../../twin/aws/read";

const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";

function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { Service: [service] } }],
  });
}

function policyArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}

describe("a role with conditions in its trust policy", () => {
  const SOURCE = "arn:aws:eks:eu-west-1:111111111111:cluster/demo";
  const own = { "aws:SourceAccount": ACCOUNT, "aws:SourceArn": SOURCE };

  it("is for whom the service works for, and for nobody when the service does not say", async () => {
    const aws = new SimulatedAws();
    const allowed = async (sourceArn: string, context?: Record<string, string>) => {
      const statement = {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: "eks.amazonaws.com" },
        Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT }, ArnLike: { "aws:SourceArn": sourceArn } },
      };
      const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      const { outputs } = await aws.create(ROLE, { assumeRolePolicy });
      const need = { service: "eks.amazonaws.com", ...(context && { context }) };
      return roleAllows(aws.account, shown(outputs.arn), need).allowed;
    };
    assert.equal(await allowed(SOURCE, own), true);
    assert.equal(await allowed("arn:aws:eks:*:111111111111:cluster/*", own), true);
    assert.equal(await allowed(`${SOURCE}-2`, own), false);
    assert.equal(await allowed(SOURCE, { ...own, "aws:SourceAccount": "999999999999" }), false);
    assert.equal(await allowed(SOURCE, {}), false);
    assert.equal(await allowed(SOURCE), true, "not looked at");
  });
});

describe("a role", () => {
  it("is refused with a trust policy of everybody", async () => {
    const aws = new SimulatedAws();
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: "*" };
    await assert.rejects(
      aws.create(ROLE, { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) }),
      /trust policies that allow services something/,
    );
  });

  it("is there once, whatever the case, also when two are made at once", async () => {
    const aws = new SimulatedAws();
    const results = await Promise.allSettled(
      ["Nodes", "nodes"].map((name) => aws.create(ROLE, { name, assumeRolePolicy: trust("ec2.amazonaws.com") })),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    assert.match(
      String((results[1] as PromiseRejectedResult).reason),
      /StatusCode: 409,.* EntityAlreadyExists: Role with name nodes already exists/,
    );
  });

  it("can't go while policies are attached", async () => {
    const aws = new SimulatedAws();
    const role = await aws.create(ROLE, { assumeRolePolicy: trust("ec2.amazonaws.com") });
    const name = shown(role.outputs.name);
    const attached = await aws.create(ATTACHMENT, {
      role: name,
      policyArn: policyArn("AmazonEKSWorkerNodePolicy"),
    });
    const inline = await aws.create("aws:iam/rolePolicy:RolePolicy", {
      role: name,
      policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] },
    });
    await assert.rejects(
      aws.delete(role),
      /StatusCode: 409,.* DeleteConflict: Cannot delete entity, must detach all policies first/,
    );
    await aws.delete(attached);
    await assert.rejects(aws.delete(role), /DeleteConflict: Cannot delete entity, must delete policies first/);
    await aws.delete(inline);
    await aws.delete(role);
  });

  it("takes only managed policies that exist", async () => {
    const aws = new SimulatedAws();
    const { outputs } = await aws.create(ROLE, { assumeRolePolicy: trust("eks.amazonaws.com") });
    const role = shown(outputs.name);
    await assert.rejects(
      aws.create(ATTACHMENT, { role, policyArn: policyArn("AmazonEKSClusterPolcy") }),
      /NoSuchEntity: Policy .* does not exist or is not attachable/,
    );
  });

  it("allows a service what its trust and policies say together", async () => {
    const aws = new SimulatedAws();
    const role = await aws.create(ROLE, { assumeRolePolicy: trust("eks.amazonaws.com") });
    const arn = shown(role.outputs.arn);
    const allows = (service: string, ...managedPolicies: string[]) =>
      roleAllows(aws.account, arn, {
        service,
        managedPolicies,
      });
    assert.deepEqual(allows("ec2.amazonaws.com"), { allowed: false, reason: "trust", missing: ["sts:AssumeRole"] });
    assert.deepEqual(allows("eks.amazonaws.com", "AmazonEKSClusterPolicy"), {
      allowed: false,
      reason: "policies",
      missing: ["AmazonEKSClusterPolicy"],
    });
    await aws.create(ATTACHMENT, {
      role: shown(role.outputs.name),
      policyArn: policyArn("AmazonEKSClusterPolicy"),
    });
    assert.deepEqual(allows("eks.amazonaws.com", "AmazonEKSClusterPolicy"), { allowed: true });
    assert.equal(roleAllows(aws.account, `${arn}x`, { service: "eks.amazonaws.com" }).allowed, false);
  });
});
