import assert from "node:assert/strict";
import { CoreDns } from "../../../components/addons/coreDns";
import { KubeProxy } from "../../../components/addons/kubeProxy";
import { VpcCni, type VpcCniArgs } from "../../../components/addons/vpcCni";
import { recordComponent } from "../../helpers/component";

const pin = { clusterName: "demo", version: "v1.2.3-eksbuild.4" };

const addon = async (make: Parameters<typeof recordComponent>[0]) =>
  (await recordComponent(make)).get("aws:eks/addon:Addon").inputs;

const configurationOf = (inputs: { readonly configurationValues?: unknown }): unknown =>
  JSON.parse(String(inputs.configurationValues));

describe("an add-on", () => {
  it("is of exactly the build asked for, and what the program says of it holds", async () => {
    assert.deepEqual(await addon((opts) => new KubeProxy("kube-proxy", pin, opts)), {
      clusterName: "demo",
      addonName: "kube-proxy",
      addonVersion: "v1.2.3-eksbuild.4",
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    });
  });
});

describe("VpcCni", () => {
  const configuration = async (changes: Partial<VpcCniArgs>) =>
    configurationOf(await addon((opts) => new VpcCni("vpc-cni", { ...pin, ...changes }, opts)));

  it("gives pods single addresses unless told otherwise", async () => {
    assert.deepEqual(await configuration({}), {
      enableNetworkPolicy: "false",
      env: { ENABLE_PREFIX_DELEGATION: "false" },
    });
  });

  it("gives nodes ranges, and keeps one ready", async () => {
    assert.deepEqual(await configuration({ prefixDelegation: true, networkPolicy: true }), {
      enableNetworkPolicy: "true",
      env: { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "1" },
    });
  });
});

describe("CoreDns", () => {
  it("runs as many pods as asked for", async () => {
    const inputs = await addon((opts) => new CoreDns("coredns", { ...pin, replicas: 3 }, opts));
    assert.equal(inputs.addonName, "coredns");
    assert.deepEqual(configurationOf(inputs), { replicaCount: 3 });
  });
});
