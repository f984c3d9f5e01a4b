import assert from "node:assert/strict";
import { roleAllows } from "../../../twin/aws/iam";
import { ACCOUNT, CALLER, SimulatedAws } from "./simulated";
import { shown } from "../../../twin/aws/read";

const ROLE = "aws:iam/role:Role";
const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const POLICY = "aws:iam/policy:Policy";

function trust(service: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Principal: { Service: [service] } }],
  });
}

function policyArn(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}

describe("a role", () => {
  it("is refused with a trust policy that IAM would not take", async () => {
    const aws = new SimulatedAws();
    const refused = (document: object, reason: RegExp) =>
      assert.rejects(aws.create(ROLE, { assumeRolePolicy: JSON.stringify(document) }), reason);
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "eks.amazonaws.com" } };
    await refused(
      { Version: "2012-10-17", Statement: [{ ...statement, Principal: undefined }] },
      /MalformedPolicyDocument: Missing required field Principal/,
    );
    await refused(
      { Version: "2012-10-17", Statement: [{ ...statement, Resource: "*" }] },
      /MalformedPolicyDocument: Has prohibited field Resource/,
    );
    await refused(
      { Version: "2013", Statement: [statement] },
      /MalformedPolicyDocument: The policy must contain a valid version string/,
    );
    await refused({ Statement: [{ ...statement, Action: "AssumeRole" }] }, /MalformedPolicyDocument: Actions/);
    await refused(
      { Statement: [{ ...statement, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/nobody` } }] },
      /MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role\/nobody"/,
    );
    await aws.create(ROLE, {
      assumeRolePolicy: JSON.stringify({ Statement: [{ ...statement, Principal: { AWS: CALLER } }] }),
    });
    await refused(
      { Statement: [{ ...statement, Principal: { Service: "x".repeat(2048) } }] },
      /LimitExceeded: Cannot exceed quota for ACLSizePerRole/,
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

  it("can't go while policies are attached, and leaves its instance profiles by itself", async () => {
    const aws = new SimulatedAws();
    const role = await aws.create(ROLE, { assumeRolePolicy: trust("ec2.amazonaws.com") });
    const name = shown(role.outputs.name);
    const profile = await aws.create("aws:iam/instanceProfile:InstanceProfile", { role: name });
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
    assert.equal((await aws.read(profile))?.outputs.role, "");
  });

  it("takes only managed policies that exist, and ten of them", async () => {
    const aws = new SimulatedAws();
    const { outputs } = await aws.create(ROLE, { assumeRolePolicy: trust("eks.amazonaws.com") });
    const role = shown(outputs.name);
    await assert.rejects(
      aws.create(ATTACHMENT, { role, policyArn: policyArn("AmazonEKSClusterPolcy") }),
      /NoSuchEntity: Policy .* does not exist or is not attachable/,
    );
    const [eleventh, ...ten] = await Promise.all(
      Array.from({ length: 11 }, () =>
        aws.create(POLICY, {
          policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
        }),
      ),
    );
    for (const { id } of ten) await aws.create(ATTACHMENT, { role, policyArn: id });
    await assert.rejects(
      aws.create(ATTACHMENT, { role, policyArn: eleventh?.id }),
      /LimitExceeded: Cannot exceed quota for PoliciesPerRole: 10/,
    );
    const [attached] = ten;
    assert.ok(attached);
    await assert.rejects(aws.delete(attached), /DeleteConflict: Cannot delete a policy attached to entities/);
  });

  it("allows a service what its trust and policies say together", async () => {
    const aws = new SimulatedAws();
    const role = await aws.create(ROLE, { assumeRolePolicy: trust("eks.amazonaws.com") });
    const arn = shown(role.outputs.arn);
    const allows = (service: string, ...managedPolicies: string[]) =>
      roleAllows(aws.account, arn, {
        service,
        managedPolicies,
        actions: ["ec2:DescribeSubnets"],
      });
    assert.deepEqual(allows("ec2.amazonaws.com"), { allowed: false, reason: "trust", missing: ["sts:AssumeRole"] });
    assert.deepEqual(allows("eks.amazonaws.com", "AmazonEKSClusterPolicy"), {
      allowed: false,
      reason: "policies",
      missing: ["AmazonEKSClusterPolicy"],
    });
    const attached = await aws.create(ATTACHMENT, {
      role: shown(role.outputs.name),
      policyArn: policyArn("AmazonEKSClusterPolicy"),
    });
    assert.deepEqual(allows("eks.amazonaws.com", "AmazonEKSClusterPolicy"), { allowed: true });
    await aws.delete(attached);
    await aws.create("aws:iam/rolePolicy:RolePolicy", {
      role: shown(role.outputs.name),
      policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:Describe*", Resource: "*" }] },
    });
    assert.deepEqual(allows("eks.amazonaws.com", "AmazonEKSClusterPolicy"), { allowed: true });
    assert.equal(roleAllows(aws.account, `${arn}x`, { service: "eks.amazonaws.com" }).allowed, false);
  });
});
