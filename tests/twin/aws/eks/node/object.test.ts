import assert from "node:assert/strict";
import { instanceType } from "../../../../../capacity/instanceTypes";
import { maxPods } from "../../../../../capacity/maxPods";
import { latestRelease } from "../../../../../twin/aws/eks/images/amiReleases";
import { nodeObject } from "../../../../../twin/aws/eks/node/object";

function nodeOf(type: string) {
  const release = latestRelease("AL2023_x86_64_STANDARD", "1.36");
  assert.ok(release);
  const details = instanceType(type);
  return nodeObject({
    clusterName: "demo",
    region: "us-east-1",
    zone: "us-east-1a",
    zoneId: "use1-az1",
    instanceId: "i-0123456789abcdef0",
    privateIp: "10.0.1.5",
    instanceType: details,
    release,
    architecture: details.arch ?? "amd64",
    diskGiB: 80,
    maxPods: maxPods(details),
    reservations: {},
    labels: { tier: "web" },
    taints: [],
  });
}

describe("Node object", () => {
  // As `kubectl get node` showed an m5.large with the EKS-optimised AMI: 1930m, 7134132Ki, 29 pods.
  it("has the allocatable resources that an m5.large is known to have", () => {
    const { allocatable, capacity } = nodeOf("m5.large").status ?? {};
    assert.equal(allocatable?.["cpu"], "1930m");
    assert.equal(allocatable["memory"], "7134132Ki");
    assert.equal(allocatable["pods"], "29");
    assert.equal(capacity?.["cpu"], "2");
    assert.equal(capacity["memory"], "7824308Ki");
  });

  it("reserves CPU by size", () => {
    const cpu = ["t3.medium", "m5.xlarge", "m5.2xlarge", "m5.4xlarge", "m5.24xlarge"].map(
      (type) => nodeOf(type).status?.allocatable?.["cpu"],
    );
    assert.deepEqual(cpu, ["1930m", "3920m", "7910m", "15890m", "95690m"]);
  });

  it("is named and labelled as EC2 and the kubelet do", () => {
    const { metadata, spec } = nodeOf("m7g.large");
    assert.equal(metadata?.name, "ip-10-0-1-5.ec2.internal");
    assert.equal(spec?.providerID, "aws:///us-east-1a/i-0123456789abcdef0");
    const labels = metadata.labels ?? {};
    assert.equal(labels["kubernetes.io/arch"], "arm64");
    assert.equal(labels["topology.k8s.aws/zone-id"], "use1-az1");
    assert.equal(labels["tier"], "web");
    assert.equal(nodeOf("m7g.large").status?.nodeInfo?.kernelVersion.endsWith("aarch64"), true);
  });
});
