import assert from "node:assert/strict";
import { callerProblem } from "../../../components/account/caller";

const role = (path: string) => `arn:aws:iam::111111111111:role/${path}`;
const session = (role: string) => `arn:aws:sts::111111111111:assumed-role/${role}/ci`;

describe("the caller of the program", () => {
  const deployerRoleArn = role("teams/platform/deployer");
  const rules = { deployerRoleArn, principalArns: [deployerRoleArn, role("preview")], isPreview: true };

  for (const caller of [
    { name: "a session of the deployer role, without the role's path", arn: session("deployer") },
    { name: "in a preview, another principal that the cluster lets in", arn: session("preview") },
  ]) {
    it(`may be ${caller.name}`, () => assert.equal(callerProblem(caller.arn, rules), undefined));
  }

  it("may be a role of single sign-on, which has a path", () => {
    const sso = role("aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef");
    const problem = callerProblem(session("AWSReservedSSO_Admin_0123456789abcdef"), { ...rules, deployerRoleArn: sso });
    assert.equal(problem, undefined);
  });

  for (const caller of [
    { name: "anybody else", arn: session("Admin"), isPreview: true },
    { name: "a user of the deployer's name", arn: "arn:aws:iam::111111111111:user/deployer", isPreview: true },
    { name: "the account's root", arn: "arn:aws:iam::111111111111:root", isPreview: true },
    { name: "a role of that name in another account", arn: session("deployer").replace("111", "222"), isPreview: true },
    { name: "in an update, another principal that the cluster lets in", arn: session("preview"), isPreview: false },
  ]) {
    it(`must not be ${caller.name}`, () => {
      const problem = callerProblem(caller.arn, { ...rules, isPreview: caller.isPreview });
      assert.match(problem ?? "", /is not account\.deployerRoleArn.*deployer\).*assumeDeployerRole/);
    });
  }
});
