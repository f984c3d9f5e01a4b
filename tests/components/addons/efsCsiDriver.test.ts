import assert from "node:assert/strict";
import { EfsCsiDriver, type EfsCsiDriverArgs } from "../../../components/addons/aws-efs-csi-driver/component";
import { efsCsiDriver } from "../../../components/addons/aws-efs-csi-driver/spec";
import { recordComponent } from "../../helpers/component";
import { textOf } from "../../../recording/values";
import { addonArgs } from "./addonArgs";

const program = addonArgs("v3.4.2-eksbuild.1");

const fileSystemType = "aws:efs/fileSystem:FileSystem";

describe("EfsCsiDriver", () => {
  const driver = (fileSystem: object = {}, changes: Partial<EfsCsiDriverArgs> = {}) =>
    recordComponent(
      (opts) =>
        new EfsCsiDriver(
          "efs",
          { ...program, ...efsCsiDriver.settings.parse({ fileSystem }), nodeSecurityGroupId: "sg-nodes", ...changes },
          opts,
        ),
    );

  it("has an encrypted file system, whose files move to cheaper storage and are copied daily", async () => {
    const recording = await driver();
    const { encrypted, throughputMode, lifecyclePolicies } = recording.get(fileSystemType).inputs;
    assert.deepEqual([encrypted, throughputMode], [true, "elastic"]);
    assert.deepEqual(lifecyclePolicies, [{ transitionToIa: "AFTER_30_DAYS" }]);
    assert.deepEqual(recording.get("aws:efs/backupPolicy:BackupPolicy").inputs.backupPolicy, { status: "ENABLED" });
  });

  it("leaves files where they are, and makes no copies, when told to", async () => {
    const recording = await driver({ infrequentAccessAfterDays: "never", backups: false });
    assert.deepEqual(recording.get(fileSystemType).inputs.lifecyclePolicies, []);
    assert.deepEqual(recording.get("aws:efs/backupPolicy:BackupPolicy").inputs.backupPolicy, { status: "DISABLED" });
    const soon = await driver({ infrequentAccessAfterDays: 1 });
    assert.deepEqual(soon.get(fileSystemType).inputs.lifecyclePolicies, [{ transitionToIa: "AFTER_1_DAY" }]);
  });

  it("is reached in every zone, by NFS from the cluster alone", async () => {
    const recording = await driver();
    const targets = recording.all("aws:efs/mountTarget:MountTarget");
    assert.deepEqual(
      targets.map(({ name, inputs }) => [name, inputs.subnetId]),
      [
        ["efs-files-eu-west-1a", "subnet-1"],
        ["efs-files-eu-west-1b", "subnet-2"],
      ],
    );
    const rules = recording.all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      rules.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort]),
      [
        ["sg-cluster", 2049, 2049],
        ["sg-nodes", 2049, 2049],
      ],
    );
    for (const target of targets) recording.happensBefore(target, recording.get("aws:eks/addon:Addon"));
  });

  it("keeps the files where the environment is protected", async () => {
    assert.ok((await driver({}, { deletionProtection: true })).get(fileSystemType).protect);
    assert.ok(!(await driver()).get(fileSystemType).protect);
  });

  it("may make access points of its file system, and delete its own, of all that AWS's policy allows", async () => {
    const recording = await driver();
    assert.deepEqual(recording.all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
    const { policy } = recording.get("aws:iam/rolePolicy:RolePolicy").inputs;
    const { Statement } = JSON.parse(textOf(policy)) as {
      Statement: { Action: string | string[]; Resource: string; Condition?: object }[];
    };
    const about = (action: string) => Statement.find(({ Action }) => Action === `elasticfilesystem:${action}`);
    assert.match(about("CreateAccessPoint")?.Resource ?? "", /efs-files/);
    assert.deepEqual(about("DeleteAccessPoint")?.Condition, {
      StringEquals: { "aws:ResourceTag/eks-platform:cluster": program.clusterArn },
    });
  });

  it("tags access points in the driver's own notation", async () => {
    const tags = { owner: "team a", "eks-platform:environment": "dev" };
    const { configurationValues } = (await driver({}, { tags })).get("aws:eks/addon:Addon").inputs;
    const { controller } = JSON.parse(textOf(configurationValues)) as { controller: { tags: object } };
    assert.deepEqual(controller.tags, {
      owner: "team\\ a",
      "eks-platform\\:environment": "dev",
      "eks-platform\\:cluster": "arn\\:aws\\:eks\\:eu-west-1\\:111111111111\\:cluster/demo",
    });
  });

  it("gives each claim a directory of its own", async () => {
    const { provisioner, parameters } = (await driver()).get("kubernetes:storage.k8s.io/v1:StorageClass").inputs;
    assert.equal(provisioner, "efs.csi.aws.com");
    assert.match(JSON.stringify(parameters), /"provisioningMode":"efs-ap"/);
  });
});
