import assert from "node:assert/strict";
import { CoreDns } from "../../../components/addons/coredns/component";
import { KubeProxy } from "../../../components/addons/kube-proxy/component";
import { PodIdentityAgent } from "../../../components/addons/eks-pod-identity-agent/component";
import { VpcCni, type VpcCniArgs } from "../../../components/addons/vpc-cni/component";
import { vpcCniSettings } from "../../../components/addons/vpc-cni/settings.spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const program = addonArgs("v1.2.3-eksbuild.4");

const addon = async (make: Parameters<typeof recordComponent>[0]) =>
  (await recordComponent(make)).get("aws:eks/addon:Addon").inputs;

const configurationOf = (inputs: { readonly configurationValues?: unknown }): unknown =>
  JSON.parse(String(inputs.configurationValues));

describe("an add-on", () => {
  it("is of exactly the build asked for, and what the program says of it holds", async () => {
    assert.deepEqual(await addon((opts) => new KubeProxy("kube-proxy", program, opts)), {
      clusterName: "demo",
      addonName: "kube-proxy",
      addonVersion: "v1.2.3-eksbuild.4",
      resolveConflictsOnCreate: "OVERWRITE",
      resolveConflictsOnUpdate: "OVERWRITE",
    });
  });
});

describe("PodIdentityAgent", () => {
  it("is the add-on that hands pods their roles", async () => {
    const inputs = await addon((opts) => new PodIdentityAgent("eks-pod-identity-agent", program, opts));
    assert.equal(inputs.addonName, "eks-pod-identity-agent");
  });
});

describe("VpcCni", () => {
  const cni = (changes: Partial<VpcCniArgs> = {}) =>
    recordComponent((opts) => new VpcCni("vpc-cni", { ...program, ...vpcCniSettings.parse({}), ...changes }, opts));
  const configuration = async (changes: Partial<VpcCniArgs>) =>
    configurationOf((await cni(changes)).get("aws:eks/addon:Addon").inputs);

  it("gives pods single addresses unless told otherwise", async () => {
    assert.deepEqual(await configuration({}), {
      enableNetworkPolicy: "false",
      env: { ENABLE_PREFIX_DELEGATION: "false" },
    });
  });

  it("has a role that its own pods alone get, of this cluster", async () => {
    const { inputs } = (await cni()).get("aws:iam/role:Role");
    const { Statement } = JSON.parse(textOf(inputs.assumeRolePolicy)) as { Statement: { Condition: object }[] };
    assert.deepEqual(Statement[0]?.Condition, {
      StringEquals: {
        "aws:RequestTag/eks-cluster-arn": program.clusterArn,
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": "aws-node",
      },
    });
  });

  it("gives nodes ranges, and keeps one ready", async () => {
    assert.deepEqual(await configuration({ prefixDelegation: true, networkPolicy: true }), {
      enableNetworkPolicy: "true",
      env: { ENABLE_PREFIX_DELEGATION: "true", NETWORK_POLICY_ENFORCING_MODE: "standard", WARM_PREFIX_TARGET: "1" },
    });
  });

  it("lets pods have security groups of their own, in the pods' subnets where there are some", async () => {
    const strict = await configuration({ podSecurityGroups: true });
    assert.deepEqual(strict, {
      enableNetworkPolicy: "false",
      env: {
        ENABLE_PREFIX_DELEGATION: "false",
        ENABLE_POD_ENI: "true",
        POD_SECURITY_GROUP_ENFORCING_MODE: "strict",
      },
      init: { env: { DISABLE_TCP_EARLY_DEMUX: "true" } },
    });
    const podSubnetIds = { "eu-west-1a": "subnet-a", "eu-west-1b": "subnet-b" };
    const apart = await configuration({
      podSecurityGroups: true,
      podSecurityGroupsMode: "standard",
      podSubnetIds,
    });
    assert.deepEqual(apart, {
      enableNetworkPolicy: "false",
      env: {
        ENABLE_PREFIX_DELEGATION: "false",
        ENABLE_POD_ENI: "true",
        POD_SECURITY_GROUP_ENFORCING_MODE: "standard",
        AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: "true",
        ENI_CONFIG_LABEL_DEF: "topology.kubernetes.io/zone",
      },
      eniConfig: {
        create: true,
        region: "eu-west-1",
        subnets: { "eu-west-1a": { id: "subnet-a" }, "eu-west-1b": { id: "subnet-b" } },
      },
    });
    assert.deepEqual(await configuration({ podSubnetIds }), await configuration({}), "by tags otherwise");
  });

  it("keeps as much ready as it is told to, none included", async () => {
    assert.deepEqual(await configuration({ warmTargets: { enis: 0, ips: 5, minimumIps: 10 } }), {
      enableNetworkPolicy: "false",
      env: {
        ENABLE_PREFIX_DELEGATION: "false",
        WARM_ENI_TARGET: "0",
        WARM_IP_TARGET: "5",
        MINIMUM_IP_TARGET: "10",
      },
    });
    const { env } = (await configuration({ prefixDelegation: true, warmTargets: { prefixes: 2 } })) as { env: object };
    assert.deepEqual(env, { ENABLE_PREFIX_DELEGATION: "true", WARM_PREFIX_TARGET: "2" });
  });

  it("has the permissions of its own pods, by Pod Identity", async () => {
    const recording = await cni();
    assert.deepEqual(recording.get("aws:eks/addon:Addon").inputs.podIdentityAssociations, [
      { serviceAccount: "aws-node", roleArn: "arn:aws:iam::111111111111:role/vpc-cni-role" },
    ]);
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    const [{ Principal, Action }] = (JSON.parse(textOf(assumeRolePolicy)) as { Statement: [Record<string, unknown>] })
      .Statement;
    assert.deepEqual(
      [Principal, Action],
      [{ Service: "pods.eks.amazonaws.com" }, ["sts:AssumeRole", "sts:TagSession"]],
    );
    recording.happensBefore("RolePolicyAttachment::vpc-cni-role-AmazonEKS_CNI_Policy", "Addon::vpc-cni");
    recording.destroyedBefore("Addon::vpc-cni", "RolePolicyAttachment::vpc-cni-role-AmazonEKS_CNI_Policy");
  });
});

describe("CoreDns", () => {
  it("runs as many pods as asked for", async () => {
    const inputs = await addon((opts) => new CoreDns("coredns", { ...program, replicas: 3 }, opts));
    assert.equal(inputs.addonName, "coredns");
    assert.deepEqual(configurationOf(inputs), { replicaCount: 3 });
  });

  it("grows with the cluster when told to, from as many pods as it has at least", async () => {
    const settings = { replicas: 3, maxReplicas: 20 };
    const inputs = await addon((opts) => new CoreDns("coredns", { ...program, ...settings }, opts));
    assert.deepEqual(configurationOf(inputs), { autoScaling: { enabled: true, minReplicas: 3, maxReplicas: 20 } });
  });

  it("runs on Fargate when told to", async () => {
    const inputs = await addon((opts) => new CoreDns("coredns", { ...program, replicas: 2, onFargate: true }, opts));
    assert.deepEqual(configurationOf(inputs), { replicaCount: 2, computeType: "Fargate" });
  });
});
