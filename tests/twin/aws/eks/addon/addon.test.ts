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
  POD_IDENTITY,
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

  it("recovers with the next update once there are nodes", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(stage.create(ADDON, COREDNS));
    await stage.create(ADDON, VPC_CNI);
    await stage.create(NODE_GROUP, nodeGroupInputs());
    const { outputs } = await stage.update(addon("coredns"), {});
    assert.equal(outputs["status"], "ACTIVE");
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
      "an unknown configuration key",
      { ...COREDNS, configurationValues: '{"replicaCounts": 2}' },
      /ConfigurationValue provided in request is not supported: .*\$\.replicaCounts: is not defined in the schema/,
    ],
    [
      "a configuration value of the wrong type",
      { ...COREDNS, configurationValues: '{"replicaCount": "two"}' },
      /ConfigurationValue provided .*\$\.replicaCount/,
    ],
    ["configuration that is no object", { ...COREDNS, configurationValues: "[1]" }, /ConfigurationValue provided/],
    [
      "a role that is not there",
      { ...VPC_CNI, serviceAccountRoleArn: "arn:aws:iam::111111111111:role/x" },
      /InvalidParameterException: Role .* can't be found/,
    ],
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
    const configurationValues = JSON.stringify({
      replicaCount: 3,
      tolerations: [{ key: "dedicated", operator: "Exists" }],
      resources: { requests: { cpu: "50m" } },
    });
    await stage.create(ADDON, { ...COREDNS, configurationValues });
    const spec = (await stage.cluster.get<V1Deployment>(DEPLOYMENT))?.spec;
    assert.equal(spec?.replicas, 3);
    assert.deepEqual(spec.template.spec?.tolerations, [{ key: "dedicated", operator: "Exists" }]);
    assert.deepEqual(spec.template.spec.containers[0]?.resources, { requests: { cpu: "50m" } });
    await stage.update(addon("vpc-cni"), { configurationValues: "env:\n  ENABLE_PREFIX_DELEGATION: 'true'\n" });
    const env = (await stage.cluster.get<V1DaemonSet>(AWS_NODE))?.spec?.template.spec?.containers[0]?.env;
    assert.deepEqual(
      env?.filter(({ name }) => name === "ENABLE_PREFIX_DELEGATION"),
      [{ name: "ENABLE_PREFIX_DELEGATION", value: "true" }],
    );
  });

  it("does not take over what somebody else changed, unless told to", async () => {
    const stage = await stageWithCluster({ bootstrapSelfManagedAddons: true });
    const newer = addonInputs("vpc-cni", "v1.23.2-eksbuild.1");
    await assert.rejects(
      stage.create(ADDON, newer),
      /unexpected state 'CREATE_FAILED'.*ConfigurationConflict: Conflicts found when trying to apply\. .*\nDaemonSet\.apps aws-node - \.spec\.template/s,
    );
    assert.equal(stage.account.get(ADDON, "demo:vpc-cni")?.outputs["status"], "CREATE_FAILED");
    const { outputs } = await stage.update(addon("vpc-cni"), { resolveConflictsOnUpdate: "OVERWRITE" });
    assert.equal(outputs["status"], "ACTIVE");
  });

  it("keeps what users changed under PRESERVE", async () => {
    const stage = await stageWithNodes();
    await stage.create(ADDON, COREDNS);
    const { name, namespace, ...kind } = DEPLOYMENT;
    const scaled = { ...kind, metadata: { name, namespace }, spec: { replicas: 5 } };
    await stage.cluster.apply(scaled, { fieldManager: "kubectl", force: true });
    await stage.update(addon("coredns"), {
      resolveConflictsOnUpdate: "PRESERVE",
      addonVersion: "v1.14.7-eksbuild.11",
    });
    const spec = (await stage.cluster.get<V1Deployment>(DEPLOYMENT))?.spec;
    assert.equal(spec?.replicas, 5);
    assert.match(spec.template.spec?.containers[0]?.image ?? "", /coredns:v1\.14\.7-eksbuild\.11$/);
  });

  it("makes and removes its own pod identity associations", async () => {
    const stage = await stageWithCluster();
    const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: "arn:aws:iam::111111111111:role/pod" }];
    await stage.create(ADDON, { ...VPC_CNI, podIdentityAssociations });
    assert.equal(stage.account.list(POD_IDENTITY).length, 1);
    await stage.delete(addon("vpc-cni"));
    assert.equal(stage.account.list(POD_IDENTITY).length, 0);
  });

  it("lets nodes that came too early become Ready", async () => {
    const stage = await stageWithCluster();
    await assert.rejects(stage.create(NODE_GROUP, nodeGroupInputs()), /NodeCreationFailure/);
    await stage.create(ADDON, VPC_CNI);
    assert.deepEqual(
      stage.cluster.nodes().map(({ status }) => status?.conditions?.[0]?.status),
      ["True", "True"],
    );
  });

  it("takes its objects with it, or leaves them when told to preserve", async () => {
    const stage = await stageWithCluster();
    await stage.create(ADDON, VPC_CNI);
    await stage.create(ADDON, { ...KUBE_PROXY, preserve: true });
    await stage.delete(addon("vpc-cni"));
    await stage.delete(addon("kube-proxy"));
    assert.deepEqual(stage.cluster.names("DaemonSet"), ["kube-proxy"]);
    assert.deepEqual(stage.cluster.names("CustomResourceDefinition"), []);
  });

  it("tells the default and the newest build", async () => {
    const stage = await stageWithCluster();
    const token = "aws:eks/getAddonVersion:getAddonVersion";
    const args = { addonName: "coredns", kubernetesVersion: "1.36" };
    assert.equal((await stage.invoke(token, args))["version"], "v1.14.3-eksbuild.23");
    assert.equal((await stage.invoke(token, { ...args, mostRecent: true }))["version"], "v1.14.7-eksbuild.11");
    await assert.rejects(stage.invoke(token, { ...args, addonName: "nope" }), /InvalidParameterException/);
  });
});
