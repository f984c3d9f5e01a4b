import assert from "node:assert/strict";
import type { V1DaemonSet, V1Deployment, V1Service } from "../../../../../twin/aws/eks/kubernetes/types";
import { addonFailures } from "../../../../../twin/aws/eks/addon/rules";
import { InitializationError } from "../../../../../twin/provider/resourceProvider";
import { type Properties, UNKNOWN } from "../../../../../twin/provider/values";
import {
  ADDON,
  addon,
  addonInputs,
  COREDNS,
  KUBE_PROXY,
  NODE_GROUP,
  nodeGroupInputs,
  roleArn,
  type Stage,
  stageWithCluster,
  VPC_CNI,
} from "../stage";

const DEPLOYMENT = { apiVersion: "apps/v1", kind: "Deployment", name: "coredns", namespace: "kube-system" };
const AWS_NODE = { apiVersion: "apps/v1", kind: "DaemonSet", name: "aws-node", namespace: "kube-system" };

async function stageWithNodes(): Promise<Stage> {
  const stage = await stageWithCluster();
  await stage.create(ADDON, VPC_CNI);
  await stage.create(NODE_GROUP, nodeGroupInputs());
  return stage;
}

describe("EKS add-on", () => {
  it("is there before the first node", async () => {
    const stage = await stageWithCluster();
    const { id, outputs } = await stage.create(ADDON, VPC_CNI);
    assert.equal(id, "demo:vpc-cni");
    assert.equal(outputs["addonVersion"], "v1.22.4-eksbuild.3");
    const found = await stage.cluster.get<V1DaemonSet>(AWS_NODE);
    assert.match(found?.spec?.template.spec?.containers[0]?.image ?? "", /amazon-k8s-cni:v1\.22\.4-eksbuild\.3$/);
  });

  it("gives CoreDNS two replicas and the tenth service address", async () => {
    const stage = await stageWithNodes();
    await stage.create(ADDON, COREDNS);
    const deployment = await stage.cluster.get<V1Deployment>(DEPLOYMENT);
    assert.equal(deployment?.spec?.replicas, 2);
    const service = await stage.cluster.get<V1Service>({
      ...DEPLOYMENT,
      apiVersion: "v1",
      kind: "Service",
      name: "kube-dns",
    });
    assert.equal(service?.spec?.clusterIP, "172.20.0.10");
  });

  it("is DEGRADED, in the scheduler's words, when nothing can run it", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(stage.create(ADDON, COREDNS), (error: unknown) => {
      assert.ok(error instanceof InitializationError);
      assert.match(
        error.message,
        /unexpected state 'DEGRADED'.*InsufficientNumberOfReplicas: .*no nodes available to schedule pods/,
      );
      return true;
    });
    assert.equal(stage.account.get(ADDON, "demo:coredns")?.outputs["status"], "DEGRADED");
  });

  it("is DEGRADED as long as the API server does not trust its webhooks", async () => {
    const stage = await stageWithNodes();
    await assert.rejects(
      stage.create(ADDON, addonInputs("cert-manager", "v1.21.2-eksbuild.1")),
      /'DEGRADED'.*nothing has written an authority into MutatingWebhookConfiguration cert-manager-webhook/,
    );
  });

  it("recovers with the next update once there are nodes", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(stage.create(ADDON, COREDNS));
    await stage.create(ADDON, VPC_CNI);
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const { outputs } = await stage.update(addon("coredns"), {});
    assert.equal(outputs["status"], "ACTIVE");
  });

  it("annotates the service account that its role trusts, by the cluster's own issuer", async () => {
    const stage = await stageWithNodes();
    const { identities } = stage.account.get("aws:eks/cluster:Cluster", "demo")?.outputs as {
      identities: [{ oidcs: [{ issuer: string }] }];
    };
    const url = identities[0].oidcs[0].issuer;
    const args = { url, clientIdLists: ["sts.amazonaws.com"] };
    const { outputs } = await stage.create("aws:iam/openIdConnectProvider:OpenIdConnectProvider", args);
    const issuer = url.replace("https://", "");
    const trust = {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Principal: { Federated: outputs["arn"] },
      Condition: {
        StringEquals: {
          [`${issuer}:aud`]: "sts.amazonaws.com",
          [`${issuer}:sub`]: "system:serviceaccount:external-dns:external-dns",
        },
      },
    };
    const serviceAccountRoleArn = roleArn("dns");
    const dns = addonInputs("external-dns", "v0.23.0-eksbuild.1", { serviceAccountRoleArn });
    await assert.rejects(stage.create(ADDON, dns), /InvalidParameterException.*does not exist: .*role\/dns/);
    const role = { name: "dns", arn: serviceAccountRoleArn, assumeRolePolicy: JSON.stringify({ Statement: [trust] }) };
    stage.put("aws:iam/role:Role", "dns", role);
    await stage.create(ADDON, dns);
    const account = { apiVersion: "v1", kind: "ServiceAccount", name: "external-dns", namespace: "external-dns" };
    const found = await stage.cluster.get(account);
    assert.deepEqual(found?.metadata?.annotations, { "eks.amazonaws.com/role-arn": serviceAccountRoleArn });
  });

  it("is refused in the preview where no minor has the add-on or the build", () => {
    const failures = (inputs: Properties) =>
      addonFailures(inputs).map(({ property, reason }) => `${property}: ${reason}`);
    assert.deepEqual(failures({ ...VPC_CNI, clusterName: UNKNOWN }), []);
    assert.deepEqual(failures({ ...VPC_CNI, addonVersion: UNKNOWN }), []);
    assert.deepEqual(failures(addonInputs("vpc-cnni", "v1.0.0-eksbuild.1")), [
      "addonName: Addon vpc-cnni specified is not supported",
    ]);
    assert.deepEqual(failures(addonInputs("vpc-cni", "v9.9.9-eksbuild.1")), [
      "addonVersion: Addon version specified is not supported: vpc-cni v9.9.9-eksbuild.1 is not known for any version of Kubernetes",
    ]);
  });

  const refusals: readonly [what: string, inputs: Properties, message: RegExp][] = [
    [
      "a kube-proxy of another minor",
      addonInputs("kube-proxy", "v1.35.3-eksbuild.29"),
      /Addon version specified is not supported: .*is not a build of 1\.36/,
    ],
    ["an old CoreDNS", addonInputs("coredns", "v1.11.4-eksbuild.53"), /Addon version specified is not supported/],
    [
      "a pod identity role with the wrong trust",
      {
        ...VPC_CNI,
        podIdentityAssociations: [{ serviceAccount: "aws-node", roleArn: "arn:aws:iam::111111111111:role/node" }],
      },
      /Trust policy of the role is invalid/,
    ],
  ];
  for (const [what, inputs, message] of refusals) {
    it(`refuses ${what}`, async () => {
      const stage = await stageWithCluster();
      await assert.rejects(stage.create(ADDON, inputs), message);
    });
  }

  it("takes a build that it can't check, and says so; not one of another minor", async () => {
    const stage = await stageWithCluster({ version: "1.37" });
    await stage.create(ADDON, addonInputs("kube-proxy", "v1.37.0-eksbuild.4"));
    assert.match(stage.warnings.join(), /no builds of kube-proxy for Kubernetes 1\.37 are known to the twin/);
    await assert.rejects(
      stage.update(addon("kube-proxy"), { addonVersion: "v1.36.0-eksbuild.25" }),
      /v1\.36\.0-eksbuild\.25 is not a build of 1\.37; none is known to the twin$/,
    );
  });

  it("refuses a second one", async () => {
    const stage = await stageWithCluster();
    await stage.create(ADDON, VPC_CNI);
    await assert.rejects(stage.create(ADDON, VPC_CNI), /409.*ResourceInUseException: Addon already exists/);
  });

  it("applies configuration values", async () => {
    const stage = await stageWithNodes();
    const configurationValues = JSON.stringify({ replicaCount: 3, resources: {} });
    await stage.create(ADDON, { ...COREDNS, configurationValues });
    assert.equal((await stage.cluster.get<V1Deployment>(DEPLOYMENT))?.spec?.replicas, 3);
    assert.match(stage.warnings.join(), /without effect on the twin: resources/);
    await stage.update(addon("vpc-cni"), { configurationValues: '{"env":{"ENABLE_PREFIX_DELEGATION":"true"}}' });
    const env = (await stage.cluster.get<V1DaemonSet>(AWS_NODE))?.spec?.template.spec?.containers[0]?.env;
    assert.deepEqual(
      env?.filter(({ name }) => name === "ENABLE_PREFIX_DELEGATION"),
      [{ name: "ENABLE_PREFIX_DELEGATION", value: "true" }],
    );
  });

  it("takes its objects with it", async () => {
    const stage = await stageWithCluster();
    await stage.create(ADDON, VPC_CNI);
    await stage.create(ADDON, KUBE_PROXY);
    await stage.delete(addon("vpc-cni"));
    assert.deepEqual(stage.cluster.names("DaemonSet"), ["kube-proxy"]);
    assert.deepEqual(stage.cluster.names("CustomResourceDefinition"), []);
  });
});
