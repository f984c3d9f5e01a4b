import assert from "node:assert/strict";
import { userDataFor } from "../../../twin/components/eks/userData";

// What pulumi-eks 4.3.0 wrote for the same inputs, recorded on 2026-11-21.
const cluster = {
  name: "demo",
  apiServerEndpoint: "https://CLUSTERID.gr7.us-west-2.eks.amazonaws.com",
  certificateAuthority: "Y2EtZGF0YQ==",
  serviceCidr: "172.20.0.0/16",
};
const labels = { role: "app" };
const taints = { dedicated: { value: "app", effect: "NoSchedule" } };

describe("user data of self-managed nodes", () => {
  it("is a nodeadm configuration with the kubelet's flags for AL2023", () => {
    assert.equal(
      userDataFor("AL2023", cluster, { labels, taints }),
      `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="BOUNDARY"

--BOUNDARY
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: demo
    apiServerEndpoint: https://CLUSTERID.gr7.us-west-2.eks.amazonaws.com
    certificateAuthority: Y2EtZGF0YQ==
    cidr: 172.20.0.0/16

--BOUNDARY
Content-Type: application/node.eks.aws

---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    flags:
      - '--node-labels=role=app'
      - '--register-with-taints=dedicated=app:NoSchedule'

--BOUNDARY--
`,
    );
  });

  it("is settings with those of the program for Bottlerocket", () => {
    const bottlerocketSettings = { settings: { kernel: { lockdown: "integrity" } } };
    assert.equal(
      userDataFor("Bottlerocket", cluster, { labels, taints, bottlerocketSettings }),
      `[settings.kernel]
lockdown = "integrity"

[settings.kubernetes]
api-server = "https://CLUSTERID.gr7.us-west-2.eks.amazonaws.com"
cluster-certificate = "Y2EtZGF0YQ=="
cluster-dns-ip = "172.20.0.10"
cluster-name = "demo"

  [settings.kubernetes.node-labels]
  role = "app"

  [settings.kubernetes.node-taints]
  dedicated = "app:NoSchedule"
`,
    );
  });
});
