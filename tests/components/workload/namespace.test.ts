import assert from "node:assert/strict";
import { Namespace } from "../../../components/workload/namespace";
import { recordComponent } from "../../helpers/component";

const record = (args: ConstructorParameters<typeof Namespace>[1]) =>
  recordComponent((opts) => new Namespace("shop", args, opts));

describe("a namespace", () => {
  it("admits restricted pods only, where nothing else is said", async () => {
    const levels = async (args: ConstructorParameters<typeof Namespace>[1]) => {
      const { metadata } = (await record(args)).get("kubernetes:core/v1:Namespace").inputs;
      return (metadata as { labels: Record<string, string> }).labels["pod-security.kubernetes.io/enforce"];
    };
    assert.equal(await levels({}), "restricted");
    assert.equal(await levels({ podSecurity: "baseline" }), "baseline");
  });

  it("has a quota, limits and a role for a group of users", async () => {
    const recording = await record({
      quota: { "requests.cpu": "8", pods: "50" },
      containerLimits: { defaultRequest: { cpu: "50m" } },
      access: { "shop-team": "edit" },
    });
    assert.deepEqual(recording.get("kubernetes:core/v1:ResourceQuota").inputs.spec, {
      hard: { "requests.cpu": "8", pods: "50" },
    });
    assert.deepEqual(recording.get("kubernetes:core/v1:LimitRange").inputs.spec, {
      limits: [{ type: "Container", defaultRequest: { cpu: "50m" } }],
    });
    const { roleRef, subjects } = recording.get("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding").inputs;
    assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" });
    assert.deepEqual(subjects, [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "shop-team" }]);
  });

  it("denies all but DNS where it is isolated, and then lets through what is allowed", async () => {
    const recording = await record({ isolation: { allow: { ingress: [{ from: [{ podSelector: {} }] }] } } });
    const policy = (name: string) =>
      recording.get("kubernetes:networking.k8s.io/v1:NetworkPolicy", `shop-${name}`).inputs.spec as {
        policyTypes: string[];
        egress?: { ports: { port: number }[] }[];
      };
    assert.deepEqual(policy("deny-all"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const ports = policy("allow-dns").egress?.flatMap((each) => each.ports.map(({ port }) => port));
    assert.deepEqual(ports, [53, 53]);
    assert.deepEqual(policy("allowed").policyTypes, ["Ingress"], "egress stays denied");
  });
});
