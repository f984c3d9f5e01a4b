import assert from "node:assert/strict";
import { NodeSecurityGroup } from "../../../../components/dataPlane/nodes/securityGroup";
import { recordComponent } from "../../../helpers/component";
import type { Recording } from "../../../helpers/recording";
import { textOf } from "../../../../recording/values";

const securityGroup = (hasPodsOutside: boolean) =>
  recordComponent((opts) => {
    const clusterSecurityGroupId = "sg-cluster";
    new NodeSecurityGroup(
      "nodes",
      { vpcId: "vpc-1", clusterName: "demo", clusterSecurityGroupId, hasPodsOutside },
      opts,
    );
  });

/** Who may talk to whom, and on which port. */
const rulesOf = (recording: Recording) =>
  recording
    .all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
    .map(({ inputs: { referencedSecurityGroupId: from, securityGroupId: to, ipProtocol, fromPort, toPort } }) => {
      assert.equal(fromPort, toPort);
      return [textOf(from), ">", textOf(to), textOf(ipProtocol), typeof fromPort === "number" ? fromPort : "all"].join(
        " ",
      );
    })
    .sort();

describe("NodeSecurityGroup", () => {
  it("lets the control plane call the kubelet and webhooks, nodes each other and the API server, and nobody else anything", async () => {
    assert.deepEqual(rulesOf(await securityGroup(false)), [
      "sg-cluster > sg-nodes tcp 10250",
      "sg-cluster > sg-nodes tcp 10251",
      "sg-cluster > sg-nodes tcp 443",
      "sg-cluster > sg-nodes tcp 4443",
      "sg-cluster > sg-nodes tcp 6443",
      "sg-cluster > sg-nodes tcp 8443",
      "sg-cluster > sg-nodes tcp 9443",
      "sg-nodes > sg-cluster tcp 443",
      "sg-nodes > sg-nodes -1 all",
    ]);
  });

  it("lets pods on nodes and pods on Fargate or Auto Mode talk to each other where there are both", async () => {
    const [alone, mixed] = [rulesOf(await securityGroup(false)), rulesOf(await securityGroup(true))];
    assert.deepEqual(
      mixed.filter((rule) => !alone.includes(rule)),
      ["sg-cluster > sg-nodes -1 all", "sg-nodes > sg-cluster -1 all"],
    );
  });

  it("lets everything out", async () => {
    const { cidrIpv4, ipProtocol } = (await securityGroup(false)).get(
      "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    ).inputs;
    assert.deepEqual([cidrIpv4, ipProtocol], ["0.0.0.0/0", "-1"]);
  });

  it("is the one that load balancer controllers look for", async () => {
    const { tags } = (await securityGroup(false)).get("aws:ec2/securityGroup:SecurityGroup").inputs;
    assert.deepEqual(tags, { Name: "demo-nodes", "kubernetes.io/cluster/demo": "owned" });
  });
});
