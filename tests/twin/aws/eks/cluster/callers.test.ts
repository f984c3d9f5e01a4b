import assert from "node:assert/strict";
import { callerObstacle } from "../../../../../twin/aws/eks/cluster/callers";
import { INGRESS_RULE } from "../../../../../twin/aws/ec2/types";
import type { Properties } from "../../../../../twin/provider/values";
import { CLUSTER, stageWithCluster } from "../stage";

/** https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html */
describe("a caller of the API server", () => {
  const obstacle = async (vpcConfig: Properties, from: string, rule?: Properties) => {
    const { account } = await stageWithCluster();
    const [stored] = account.list(CLUSTER);
    assert.ok(stored);
    const groupId = "sg-cluster";
    const cluster = {
      ...stored,
      outputs: {
        ...stored.outputs,
        vpcConfig: { ...(stored.outputs.vpcConfig as Properties), clusterSecurityGroupId: groupId, ...vpcConfig },
      },
    };
    if (rule) {
      const inputs = { securityGroupId: groupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, ...rule };
      account.put({ type: INGRESS_RULE, id: "sgr-1", inputs, outputs: inputs });
    }
    return callerObstacle(account, cluster, from);
  };
  const closed = { endpointPrivateAccess: true, endpointPublicAccess: false };
  const open = { endpointPrivateAccess: true, endpointPublicAccess: true, publicAccessCidrs: ["198.18.0.0/15"] };

  it("in the VPC is admitted by the cluster's security group only", async () => {
    assert.match((await obstacle(closed, "inside")) ?? "", /no rule of the cluster's security group.*admits inside/);
    assert.match((await obstacle(open, "10.0.0.7")) ?? "", /no rule of the cluster's security group/);
    assert.equal(await obstacle(closed, "inside", { cidrIpv4: "10.0.0.0/8" }), undefined);
    assert.equal(await obstacle(closed, "10.0.0.7", { cidrIpv4: "10.0.0.0/24" }), undefined);
    assert.equal(await obstacle(closed, "sg-runner", { referencedSecurityGroupId: "sg-runner" }), undefined);
    assert.match((await obstacle(closed, "10.0.1.7", { cidrIpv4: "10.0.0.0/24" })) ?? "", /admits 10\.0\.1\.7/);
  });

  it("on the internet needs the public endpoint, and a range that it is in", async () => {
    assert.match((await obstacle(closed, "internet")) ?? "", /answers in the VPC only/);
    assert.match(
      (await obstacle(open, "internet")) ?? "",
      /publicAccessCidrs \(198\.18\.0\.0\/15\) does not include internet/,
    );
    assert.equal(await obstacle(open, "198.19.0.1"), undefined);
    assert.equal(await obstacle({ ...open, publicAccessCidrs: ["0.0.0.0/0"] }, "internet"), undefined);
  });
});
