import assert from "node:assert/strict";
import { Cluster } from "../../../components/cluster/component";
import { DataPlane, type DataPlaneArgs } from "../../../components/dataPlane/component";
import { dataPlane as spec } from "../../../components/dataPlane/spec";
import { atLeastOne } from "../../helpers/atLeastOne";
import { recordComponent } from "../../helpers/component";
import { label } from "../../helpers/recording";
import { decoded } from "./nodes";

const managed = {
  kind: "managed",
  name: "system",
  instanceTypes: ["m5.large"],
  scaling: { min: 2, max: 4 },
};
const selfManaged = { ...managed, kind: "self-managed", name: "batch", instanceTypes: ["m7i.large"] };
const fargate = (name: string) => ({ kind: "fargate", name, selectors: [{ namespace: name }] });
const auto = { kind: "auto", name: "auto" };

const deployerRoleArn = "arn:aws:iam::111111111111:role/deployer";

const dataPlane = (groups: readonly object[], changes: Partial<DataPlaneArgs> = {}) => {
  return recordComponent((opts) => {
    const cluster = new Cluster(
      "cluster",
      {
        region: "eu-west-1",
        accountId: "111111111111",
        name: "demo",
        kubernetesVersion: "1.36",
        vpcId: "vpc-1",
        subnetIds: ["subnet-1", "subnet-2"],
        serviceCidr: "172.20.0.0/16",
        endpoint: {
          private: true,
          public: false,
          privateAccess: { cidrBlocks: [], securityGroupIds: [] },
          publicAccessCidrs: [],
        },
        access: { deployer: { principalArn: deployerRoleArn, policy: "cluster-admin" } },
        deployerRoleArn,
        assumeDeployerRole: false,
        logTypes: [],
        logRetentionDays: 7,
        encryptionKeyRotationDays: 365,
        upgradePolicy: "standard",
        deletionProtection: false,
      },
      opts,
    );
    const args: DataPlaneArgs = {
      region: "eu-west-1",
      accountId: "111111111111",
      cluster,
      vpcId: "vpc-1",
      subnetIds: ["subnet-1", "subnet-2"],
      availabilityZones: ["eu-west-1a", "eu-west-1b"],
      groups: spec.parse(groups),
      cni: {},
      tags: {},
      deletionProtection: false,
      nodes: { kubernetes: "1.36", al2023: "1.36.4-20260930", bottlerocket: "1.65.0-0be31b34" },
      ...changes,
    };
    new DataPlane("data-plane", args, opts);
  });
};

const userDataOf = async (group: object, changes: Partial<DataPlaneArgs> = {}) => {
  const recording = await dataPlane([group], changes);
  return decoded(recording.get("aws:ec2/launchTemplate:LaunchTemplate").inputs.userData);
};

describe("DataPlane", () => {
  it("makes each group by its kind, and no group for Auto Mode", async () => {
    const recording = await dataPlane([managed, selfManaged, fargate("team"), auto]);
    const ofKind = ["ManagedNodeGroup", "NodeGroupV2", "FargateProfile"].map((type) =>
      recording.resources.map(label).filter((name) => name.includes(`:${type}::`) && !name.startsWith("eks-platform:")),
    );
    assert.deepEqual(ofKind, [
      ["eks:index:ManagedNodeGroup::system"],
      ["eks:index:NodeGroupV2::batch"],
      ["aws:eks/fargateProfile:FargateProfile::team"],
    ]);
  });

  it("gives Auto Mode the class of its volumes, whose pods run on its nodes", async () => {
    const ebsKmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const storageClass = "kubernetes:storage.k8s.io/v1:StorageClass";
    const recording = await dataPlane([auto], { ebsKmsKeyArn });
    const { metadata, provisioner, parameters, allowedTopologies } = recording.get(storageClass).inputs;
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    assert.deepEqual(metadata, { name: "auto-gp3", annotations });
    assert.equal(provisioner, "ebs.csi.eks.amazonaws.com");
    assert.deepEqual(parameters, { type: "gp3", encrypted: "true", kmsKeyId: ebsKmsKeyArn });
    assert.match(JSON.stringify(allowedTopologies), /"eks.amazonaws.com\/compute-type","values":\["auto"\]/);
    assert.deepEqual((await dataPlane([managed])).all(storageClass), []);
    const another = await dataPlane([{ ...auto, isDefaultClass: false }]);
    assert.match(JSON.stringify(another.get(storageClass).inputs.metadata), /"false"/);
  });

  it("gives the images of each family the release of that family", async () => {
    const recording = await dataPlane([managed, { ...managed, name: "other", amiType: "BOTTLEROCKET_x86_64" }]);
    const releases = recording.all("eks:index:ManagedNodeGroup").map(({ inputs }) => inputs.releaseVersion);
    assert.deepEqual(releases.sort(), ["1.36.4-20260930", "1.65.0-0be31b34"]);
  });

  it("fails for a group without a release, before there is anything of it", async () => {
    await assert.rejects(dataPlane([managed], { nodes: { kubernetes: "1.36" } }), /no al2023 release for system/);
  });

  it("tells the kubelet how many pods the CNI has addresses for, or what the group says itself", async () => {
    assert.match(await userDataOf(managed), /"maxPods": 29\n/);
    assert.match(await userDataOf(managed, { cni: { prefixDelegation: true } }), /"maxPods": 110\n/);
    assert.match(await userDataOf({ ...managed, kubelet: { maxPods: 20, podPidsLimit: 4096 } }), /"maxPods": 20,\n/);
  });

  it("has the security group's rules before the first node, and until the last has gone", async () => {
    const recording = await dataPlane([managed, selfManaged]);
    const rules = atLeastOne(recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"));
    for (const nodes of ["ManagedNodeGroup::system", "NodeGroupV2::batch"]) {
      for (const rule of rules) {
        recording.happensBefore(rule, nodes);
        recording.destroyedBefore(nodes, rule);
      }
    }
  });

  it("lets whoever launches instances use the key of their volumes, before the first and until the last has gone", async () => {
    const ebsKmsKeyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const spot = { ...selfManaged, name: "spot", capacityType: "spot" };
    const recording = await dataPlane([managed, spot], { ebsKmsKeyArn });
    const grants = recording.all("aws:kms/grant:Grant");
    assert.deepEqual(
      grants.map(({ inputs }) => [inputs.keyId, inputs.granteePrincipal]),
      ["autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", "spot.amazonaws.com/AWSServiceRoleForEC2Spot"].map(
        (role) => [ebsKmsKeyArn, `arn:aws:iam::111111111111:role/aws-service-role/${role}`],
      ),
    );
    for (const grant of grants) {
      for (const nodes of ["ManagedNodeGroup::system", "NodeGroupV2::spot"]) {
        recording.happensBefore(grant, nodes);
        recording.destroyedBefore(nodes, grant);
      }
    }
    const { blockDeviceMappings } = recording.get("aws:ec2/launchTemplate:LaunchTemplate").inputs;
    assert.match(JSON.stringify(blockDeviceMappings), new RegExp(`"kmsKeyId":"${ebsKmsKeyArn}"`));
    assert.equal((await dataPlane([managed], { ebsKmsKeyArn })).all("aws:kms/grant:Grant").length, 1);
    assert.deepEqual((await dataPlane([managed])).all("aws:kms/grant:Grant"), []);
  });

  it("opens the nodes to pods on Fargate and on Auto Mode, where there are any", async () => {
    const isOpen = async (...groups: object[]) =>
      (await dataPlane(groups)).resources.some(({ name }) => name === "data-plane-nodes-from-pods-outside");
    assert.equal(await isOpen(managed, selfManaged), false);
    assert.equal(await isOpen(managed, fargate("team")), true);
    assert.equal(await isOpen(selfManaged, auto), true);
  });

  it("changes Fargate profiles one after another, as EKS wants it", async () => {
    const recording = await dataPlane([fargate("a"), fargate("b"), fargate("c")]);
    const profile = (name: string) => recording.get("aws:eks/fargateProfile:FargateProfile", name);
    for (const [first, then] of [
      ["a", "b"],
      ["b", "c"],
    ] as const) {
      recording.happensBefore(profile(first), profile(then));
      recording.destroyedBefore(profile(then), profile(first));
    }
  });

  it("has the log router's configuration before the first profile, and until the last has gone", async () => {
    const recording = await dataPlane([{ ...fargate("a"), logging: { retentionDays: 30 } }]);
    const profile = recording.get("aws:eks/fargateProfile:FargateProfile");
    recording.happensBefore("ConfigMap::data-plane-fargate-logs", profile);
    recording.destroyedBefore(profile, "ConfigMap::data-plane-fargate-logs");
    recording.get("aws:iam/rolePolicy:RolePolicy", "a-logs");
  });

  it("without EC2 nodes makes no security group", async () => {
    const recording = await dataPlane([fargate("a")]);
    assert.deepEqual(recording.all("aws:ec2/securityGroup:SecurityGroup"), []);
  });

  it("knows managed groups by where they were before there were other kinds, so that none is replaced", async () => {
    const recording = await dataPlane([managed]);
    assert.deepEqual(recording.get("eks-platform:dataPlane:ManagedNodes").aliases, ["no parent"]);
  });
});
