import assert from "node:assert/strict";
import { ClusterAutoscaler } from "../../../components/addons/cluster-autoscaler/component";
import { clusterAutoscaler } from "../../../components/addons/cluster-autoscaler/spec";
import type { AddonArgs } from "../../../components/addons/addonArgs";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

describe("ClusterAutoscaler", () => {
  const autoscaler = (changes: Partial<AddonArgs> = {}) =>
    recordComponent((opts) => {
      const settings = clusterAutoscaler.settings.parse({});
      new ClusterAutoscaler("cluster-autoscaler", { ...addonArgs("9.59.1"), ...settings, ...changes }, opts);
    });

  it("finds its cluster's groups, and has one name wherever it is looked for", async () => {
    const recording = await autoscaler();
    const { inputs } = recording.get("kubernetes:helm.sh/v3:Release");
    assert.deepEqual(
      [inputs.version, inputs.values],
      [
        "9.59.1",
        {
          fullnameOverride: "cluster-autoscaler",
          autoDiscovery: { clusterName: "demo" },
          awsRegion: "eu-west-1",
          image: { tag: "v1.36.1" },
          replicaCount: 2,
          rbac: { serviceAccount: { name: "cluster-autoscaler" } },
          extraArgs: {
            expander: "least-waste",
            "balance-similar-node-groups": true,
            "scale-down-unneeded-time": "10m",
            "skip-nodes-with-system-pods": false,
            "skip-nodes-with-local-storage": false,
          },
        },
      ],
    );
    const association = recording.get("aws:eks/podIdentityAssociation:PodIdentityAssociation").inputs;
    assert.deepEqual([association.namespace, association.serviceAccount], ["kube-system", "cluster-autoscaler"]);
  });

  it("decides as the scheduler of its cluster's minor does", async () => {
    const { values } = (await autoscaler({ kubernetesVersion: "1.34" })).get("kubernetes:helm.sh/v3:Release").inputs;
    assert.deepEqual((values as { image: object }).image, { tag: "v1.34.4" });
  });

  it("changes the groups of its own cluster only", async () => {
    const { policy } = (await autoscaler()).get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as {
      Statement: { Action: string | string[]; Resource: string; Condition?: object }[];
    };
    const changing = Statement.filter(({ Action }) => !/:(?:Describe|Get)/.test([Action].flat().join()));
    assert.deepEqual(changing, [
      {
        Effect: "Allow",
        Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/demo": "owned" } },
      },
    ]);
    const [group] = Statement.filter(({ Action }) => Action === "eks:DescribeNodegroup");
    assert.equal(group?.Resource, "arn:aws:eks:eu-west-1:111111111111:nodegroup/demo/*");
  });
});
