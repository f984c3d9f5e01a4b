import assert from "node:assert/strict";
import { join } from "node:path";
import { permissionsOf } from "../../../iam/permissions";
import { deployerPolicy, parsePolicy, readPolicies } from "../../../twin/aws/policy/document";
import { decide } from "../../../twin/aws/policy/evaluate";
import { type Properties } from "../../../twin/provider/values";
import { ACCOUNT, REGION, SimulatedAws } from "./simulated";

const ROLE = "aws:iam/role:Role";
const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});

const policyOf = (...statements: object[]) =>
  parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), "own.json");
const allow = (...actions: string[]) => ({ Effect: "Allow", Action: actions, Resource: "*" });
const deny = (...actions: string[]) => ({ Effect: "Deny", Action: actions, Resource: "*" });
const everythingBut = (...actions: string[]) => policyOf(allow("*"), deny(...actions));

describe("a policy", () => {
  it("allows what a statement names, in any case, with wildcards", () => {
    const policy = policyOf(allow("ec2:describe*", "eks:List?lusters"));
    assert.equal(decide(policy, { action: "ec2:DescribeVpcs" }), "allowed");
    assert.equal(decide(policy, { action: "eks:ListClusters" }), "allowed");
    assert.equal(decide(policy, { action: "ec2:CreateVpc" }), "notAllowed");
  });

  it("refuses what one statement denies, whatever others allow", () => {
    assert.equal(decide(everythingBut("ec2:CreateVpc"), { action: "ec2:CreateVpc" }), "denied");
  });

  it("allows under its conditions only, and to no call that says nothing of them", () => {
    const condition = { StringEquals: { "IAM:passedToService": ["eks.amazonaws.com", "ec2.amazonaws.com"] } };
    const policy = policyOf({ ...allow("iam:PassRole"), Condition: condition });
    const passed = (service?: string) =>
      decide(policy, { action: "iam:PassRole", keys: { "iam:PassedToService": service } });
    assert.equal(passed("ec2.amazonaws.com"), "allowed");
    assert.equal(passed("lambda.amazonaws.com"), "notAllowed");
    assert.equal(passed(), "notAllowed");
  });

  it("allows for its resources only where a call names one", () => {
    const policy = policyOf({
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: `arn:aws:iam::${ACCOUNT}:role/nodes-*`,
    });
    const passed = (resource?: string) => decide(policy, { action: "iam:PassRole", resource });
    assert.equal(passed(`arn:aws:iam::${ACCOUNT}:role/nodes-1`), "allowed");
    assert.equal(passed(`arn:aws:iam::${ACCOUNT}:role/admin`), "notAllowed");
    assert.equal(passed(), "allowed");
  });

  for (const [what, text, expected] of [
    ["is no JSON", "{", /own\.json is no IAM policy that the twin can hold calls against:\n.*JSON/],
    ["has no statements", "{}", /Version[^]*Statement/],
    ["has an unknown operator", { Condition: { DateLessThan: {} } }, /knows StringEquals, [^]*Condition\.DateLessThan/],
    [
      "has an unknown key",
      { Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } },
      /not known to the twin, which knows iam:AWSServiceName, iam:PassedToService/,
    ],
    ["allows all but some actions", { Action: undefined, NotAction: "iam:*" }, /NotAction/],
    ["denies something for some resources", { Effect: "Deny", Resource: "arn:aws:iam::1:role/x" }, /a Deny for some/],
    ["has variables", { Resource: "arn:aws:iam::1:role/${aws:username}" }, /policy variables are not known/],
  ] as const) {
    it(`is refused when it ${what}`, () => {
      const parse = () =>
        typeof text === "string" ? parsePolicy(text, "own.json") : policyOf({ ...allow("*"), ...text });
      assert.throws(parse, expected);
    });
  }

  it("is missed when its file is not there", () => {
    assert.throws(() => readPolicies([join(__dirname, "none.json")]), /There is no policy file .*none\.json/);
  });
});

describe("a caller with a policy", () => {
  const vpc = { cidrBlock: "10.0.0.0/16" };

  it("is refused in EC2's words what no policy allows", async () => {
    const aws = new SimulatedAws({ policy: policyOf(allow("ec2:Describe*")) });
    await assert.rejects(
      aws.create("aws:ec2/vpc:Vpc", vpc),
      /^AwsError: creating EC2 VPC: operation error EC2: CreateVpc, https response error StatusCode: 403, RequestID: [^,]+, api error UnauthorizedOperation: You are not authorized to perform this operation\. User: arn:aws:sts::111111111111:assumed-role\/platform-deployer\/twin is not authorized to perform: ec2:CreateVpc because no identity-based policy allows the ec2:CreateVpc action$/,
    );
    assert.deepEqual(aws.account.all(), []);
  });

  it("is refused in other services' words what a policy denies", async () => {
    const aws = new SimulatedAws({ policy: everythingBut("iam:CreateRole", "logs:CreateLogGroup") });
    await assert.rejects(
      aws.create(ROLE, { name: "nodes", assumeRolePolicy: trust }),
      /creating IAM Role \(nodes\): .* StatusCode: 403, .* api error AccessDenied: User: \S+ is not authorized to perform: iam:CreateRole with an explicit deny in an identity-based policy$/,
    );
    await assert.rejects(
      aws.create("aws:cloudwatch/logGroup:LogGroup", { name: "/logs" }),
      /StatusCode: 400, .* api error AccessDeniedException: User: \S+ is not authorized to perform: logs:CreateLogGroup/,
    );
  });

  it("needs what reading takes for every change, and for a refresh", async () => {
    const aws = new SimulatedAws({ policy: everythingBut("ec2:DescribeVpcAttribute") });
    await assert.rejects(aws.create("aws:ec2/vpc:Vpc", vpc), /ec2:DescribeVpcAttribute/);
    aws.put("aws:ec2/vpc:Vpc", "vpc-1", vpc);
    const read = aws.read({ type: "aws:ec2/vpc:Vpc", id: "vpc-1" });
    await assert.rejects(
      read,
      /reading EC2 VPC \(vpc-1\): operation error EC2: DescribeVpcAttribute, .*ec2:DescribeVpcAttribute/,
    );
  });

  it("needs the permission to tag only where there are tags", async () => {
    const aws = new SimulatedAws({ policy: everythingBut("ec2:CreateTags") });
    await aws.create("aws:ec2/vpc:Vpc", vpc);
    const tagged = { ...vpc, tags: { a: "b" } };
    await assert.rejects(aws.create("aws:ec2/vpc:Vpc", tagged), /EC2: CreateVpc, .*perform: ec2:CreateTags /);
    const made = await aws.create("aws:ec2/vpc:Vpc", vpc);
    await assert.rejects(
      aws.update(made, tagged),
      /tagging EC2 VPC \S+: .*EC2: CreateTags, .*perform: ec2:CreateTags /,
    );
  });

  it("needs for an update what its properties take", async () => {
    const aws = new SimulatedAws({ policy: everythingBut("iam:UpdateAssumeRolePolicy") });
    const role = await aws.create(ROLE, { name: "nodes", assumeRolePolicy: trust });
    await aws.update(role, { description: "Nodes" });
    const changed = trust.replace("ec2.", "eks.");
    await assert.rejects(aws.update(role, { assumeRolePolicy: changed }), /perform: iam:UpdateAssumeRolePolicy /);
  });

  it("needs for a deletion what it takes", async () => {
    const aws = new SimulatedAws({ policy: everythingBut("ec2:DeleteVpc") });
    const made = await aws.create("aws:ec2/vpc:Vpc", vpc);
    await assert.rejects(aws.delete(made), /deleting EC2 VPC \(vpc-\w+\): .*perform: ec2:DeleteVpc /);
    assert.ok(aws.account.get(made.type, made.id));
  });

  it("needs permission for what is looked up, and none to ask who it is", async () => {
    const aws = new SimulatedAws({ policy: policyOf(allow("ec2:DescribeVpcs")) });
    await aws.invoke("aws:index/getCallerIdentity:getCallerIdentity");
    await assert.rejects(
      aws.invoke("aws:index/getAvailabilityZones:getAvailabilityZones"),
      /reading EC2 Availability Zones: operation error EC2: DescribeAvailabilityZones, .*UnauthorizedOperation/,
    );
  });

  it("is told which type the table lacks", () => {
    assert.throws(
      () => permissionsOf("aws:s3/bucket:Bucket"),
      /provider-permissions\.json does not say what the calls for aws:s3\/bucket:Bucket need/,
    );
  });
});

describe("the deployer's own policy", () => {
  const aws = () => new SimulatedAws({ policy: deployerPolicy(REGION) });
  const role = (name: string, more: Properties = {}) => ({ name, assumeRolePolicy: trust, ...more });
  const policyArn = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  const attachment = (policy: string) => ({ role: "system-node-role-0123abc", policyArn: policyArn(policy) });

  it("attaches AWS's policies that the program needs, and no other", async () => {
    const account = aws();
    await account.create(ROLE, role("system-node-role-0123abc"));
    const ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
    await account.create(ATTACHMENT, attachment("AmazonEKSWorkerNodePolicy"));
    await assert.rejects(
      account.create(ATTACHMENT, attachment("AdministratorAccess")),
      /perform: iam:AttachRolePolicy /,
    );
  });

  it("passes the program's roles to the services that it uses, and no other role", async () => {
    const account = aws();
    const profile = async (name: string) => {
      await account.create(ROLE, role(name), name);
      return account.create("aws:iam/instanceProfile:InstanceProfile", { name, role: name }, name);
    };
    await profile("storage-node-role-0123abc");
    await assert.rejects(
      profile("Admin"),
      /perform: iam:PassRole on resource: arn:aws:iam::111111111111:role\/Admin because no identity-based policy/,
    );
  });

  it("sets a permissions boundary, and does not take it off", async () => {
    const account = aws();
    const made = await account.create(ROLE, role("cluster-role-0123abc"));
    const bounded = await account.update(made, { permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary` });
    await assert.rejects(
      account.update(bounded, { permissionsBoundary: null }),
      /perform: iam:DeleteRolePermissionsBoundary /,
    );
  });

  it("can be made to give every role a boundary", async () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    const policy = policyOf(allow("iam:Get*", "iam:List*"), {
      ...allow("iam:CreateRole"),
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
    });
    const account = new SimulatedAws({ policy });
    await account.create(ROLE, role("one", { permissionsBoundary: boundary }), "one");
    await assert.rejects(account.create(ROLE, role("two"), "two"), /perform: iam:CreateRole /);
  });

  it("holds in other partitions", () => {
    const china = deployerPolicy("cn-north-1");
    const resource = "arn:aws-cn:iam::111111111111:role/cluster-role-0123abc";
    const keys = { "iam:PassedToService": "eks.amazonaws.com" };
    assert.equal(decide(china, { action: "iam:PassRole", resource, keys }), "allowed");
  });
});
