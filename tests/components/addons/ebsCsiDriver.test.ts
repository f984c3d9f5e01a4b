import assert from "node:assert/strict";
import { EbsCsiDriver, type EbsCsiDriverArgs } from "../../../components/addons/aws-ebs-csi-driver/component";
import { ebsCsiDriver } from "../../../components/addons/aws-ebs-csi-driver/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const keyArn = "arn:aws:kms:eu-west-1:111111111111:key/1234";

describe("EbsCsiDriver", () => {
  const driver = (changes: Partial<EbsCsiDriverArgs> = {}) =>
    recordComponent((opts) => {
      const settings = ebsCsiDriver.settings.parse({});
      new EbsCsiDriver("ebs", { ...addonArgs("v1.66.0-eksbuild.1"), ...settings, ...changes }, opts);
    });

  it("may touch the volumes of this cluster only, by its own pods", async () => {
    const recording = await driver();
    assert.equal(
      recording.get("aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs.policyArn,
      "arn:aws:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy",
    );
    const { assumeRolePolicy } = recording.get("aws:iam/role:Role").inputs;
    assert.match(textOf(assumeRolePolicy), /"aws:RequestTag\/kubernetes-service-account":"ebs-csi-controller-sa"/);
    assert.equal(recording.all("aws:iam/rolePolicy:RolePolicy").length, 0);
  });

  it("tags what it makes", async () => {
    const { configurationValues } = (await driver()).get("aws:eks/addon:Addon").inputs;
    assert.deepEqual(JSON.parse(textOf(configurationValues)), { controller: { extraVolumeTags: { owner: "team" } } });
  });

  it("has an encrypted default class, whose volumes are in the zone of their pod", async () => {
    const { metadata, parameters, volumeBindingMode, allowVolumeExpansion } = (await driver()).get(
      "kubernetes:storage.k8s.io/v1:StorageClass",
    ).inputs;
    assert.deepEqual(metadata, {
      name: "gp3",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    });
    assert.deepEqual(parameters, { type: "gp3", encrypted: "true" });
    assert.deepEqual([volumeBindingMode, allowVolumeExpansion], ["WaitForFirstConsumer", true]);
  });

  it("goes after it has seen the last volume gone", async () => {
    const recording = await driver();
    const last = recording.get("kubernetes:core/v1:Namespace");
    const admission = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
    for (const needed of ["aws:eks/addon:Addon", admission, `${admission}Binding`]) {
      recording.destroyedBefore(last, recording.get(needed));
    }
  });

  it("leaves the default to another class where the stack file says so", async () => {
    const { metadata } = (await driver({ isDefaultClass: false })).get(
      "kubernetes:storage.k8s.io/v1:StorageClass",
    ).inputs;
    assert.deepEqual(metadata, {
      name: "gp3",
      annotations: { "storageclass.kubernetes.io/is-default-class": "false" },
    });
  });

  it("encrypts with the account's key of one's own, which the driver may use", async () => {
    const recording = await driver({ ebsKmsKeyArn: keyArn });
    assert.deepEqual(recording.get("kubernetes:storage.k8s.io/v1:StorageClass").inputs.parameters, {
      type: "gp3",
      encrypted: "true",
      kmsKeyId: keyArn,
    });
    const { policy } = recording.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as { Statement: { Resource: string }[] };
    assert.ok(Statement.every(({ Resource }) => Resource === keyArn));
  });

  it("has a snapshot class where something makes snapshots, whose snapshots go with their objects unless told otherwise", async () => {
    const snapshotClass = "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshotClass";
    assert.deepEqual((await driver()).all(snapshotClass), []);
    const recording = await driver({ beside: ["snapshot-controller"] });
    const { driver: ofClass, deletionPolicy } = recording.get(snapshotClass).inputs;
    assert.deepEqual([ofClass, deletionPolicy], ["ebs.csi.aws.com", "Delete"]);
    const retaining = await driver({ beside: ["snapshot-controller"], snapshotDeletionPolicy: "Retain" });
    assert.equal(retaining.get(snapshotClass).inputs.deletionPolicy, "Retain");
  });

  it("is of a build that tags volumes with the cluster", () => {
    const problem = (build: string) => ebsCsiDriver.source.pin.safeParse(build).error?.issues[0]?.message;
    assert.match(problem("v1.57.9-eksbuild.1") ?? "", /^must be v1\.58\.0 or newer: older drivers do not tag volumes/);
    for (const build of ["v1.58.0-eksbuild.1", "v1.100.0-eksbuild.1", "v2.0.0-eksbuild.1"]) {
      assert.equal(problem(build), undefined);
    }
  });
});
