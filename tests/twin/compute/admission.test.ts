import assert from "node:assert/strict";
import type { V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import type { Profile } from "../../../twin/compute/accountView";
import { admit, profileFor } from "../../../twin/compute/fargate/admission";

const profile = (fargateProfileName: string, namespace: string, labels: Record<string, string> = {}): Profile => ({
  fargateProfileName,
  subnetIds: [],
  selectors: [{ namespace, labels }],
});

const PROFILES = [
  profile("dns", "kube-system", { "k8s-app": "kube-dns" }),
  profile("jobs", "team-*", { tier: "batch-?" }),
  profile("teams", "team-*"),
];

function pod(labels?: Record<string, string>, annotations?: Record<string, string>): V1Pod {
  return { metadata: { labels, annotations }, spec: { containers: [] } };
}

describe("admission to Fargate", () => {
  const table: readonly [what: string, namespace: string, pod: V1Pod, chosen: string | undefined][] = [
    ["by namespace", "team-a", pod(), "teams"],
    ["the first by name of several", "team-a", pod({ tier: "batch-1" }), "jobs"],
    ["none for a label that matches only in part", "kube-system", pod({ "k8s-app": "kube-dns-2" }), undefined],
    ["none for another namespace", "teams", pod(), undefined],
    [
      "the one that the pod's label names",
      "team-a",
      pod({ tier: "batch-1", "eks.amazonaws.com/fargate-profile": "teams" }),
      "teams",
    ],
    [
      "none when the one named does not select it",
      "team-a",
      pod({ "eks.amazonaws.com/fargate-profile": "dns" }),
      undefined,
    ],
    ["none for a pod that stays on EC2", "team-a", pod({}, { "eks.amazonaws.com/compute-type": "ec2" }), undefined],
  ];
  for (const [what, namespace, candidate, chosen] of table) {
    it(`chooses ${what}`, () => {
      assert.equal(profileFor(candidate, namespace, PROFILES)?.fargateProfileName, chosen);
    });
  }

  it("changes scheduler and label of a pod that it takes, and nothing of another", () => {
    assert.deepEqual(admit(pod({ a: "b" }), "team-a", PROFILES), [
      { op: "add", path: "/spec/schedulerName", value: "fargate-scheduler" },
      { op: "add", path: "/metadata/labels/eks.amazonaws.com~1fargate-profile", value: "teams" },
    ]);
    assert.deepEqual(admit(pod(), "team-a", PROFILES)[1], {
      op: "add",
      path: "/metadata/labels",
      value: { "eks.amazonaws.com/fargate-profile": "teams" },
    });
    assert.deepEqual(admit(pod(), "default", PROFILES), []);
  });
});
