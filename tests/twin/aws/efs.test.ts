import assert from "node:assert/strict";
import { type Resource, SimulatedAws } from "./simulated";

const FILE_SYSTEM = "aws:efs/fileSystem:FileSystem";
const MOUNT_TARGET = "aws:efs/mountTarget:MountTarget";
const BACKUP_POLICY = "aws:efs/backupPolicy:BackupPolicy";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const SUBNET = "aws:ec2/subnet:Subnet";
const VPC = "aws:ec2/vpc:Vpc";

describe("an EFS file system", () => {
  let aws: SimulatedAws;
  let files: Resource;
  let vpc: Resource;

  const subnet = (vpcId: string, third: number, zone: string) =>
    aws.create(SUBNET, { vpcId, cidrBlock: `10.0.${third}.0/28`, availabilityZone: `eu-west-1${zone}` });
  const target = ({ id }: Resource, groups: readonly Resource[] = []) =>
    aws.create(MOUNT_TARGET, {
      fileSystemId: files.id,
      subnetId: id,
      securityGroups: groups.map((group) => group.id),
    });

  beforeEach(async () => {
    aws = new SimulatedAws();
    vpc = await aws.create(VPC, { cidrBlock: "10.0.0.0/16" });
    files = await aws.create(FILE_SYSTEM, { encrypted: true, throughputMode: "elastic" });
  });

  it("can't go before its mount targets", async () => {
    const { outputs } = files;
    assert.equal(outputs.dnsName, `${files.id}.efs.eu-west-1.amazonaws.com`);
    await aws.create(BACKUP_POLICY, { fileSystemId: files.id, backupPolicy: { status: "ENABLED" } });
    const one = await target(await subnet(vpc.id, 0, "a"));
    await assert.rejects(aws.delete(files), /EFS: DeleteFileSystem.*FileSystemInUse: Must delete all mount targets/);
    await aws.delete(one);
    await aws.delete(files);
  });

  it("has one mount target in a zone, and all in one VPC", async () => {
    await target(await subnet(vpc.id, 0, "a"));
    await assert.rejects(
      target(await subnet(vpc.id, 1, "a")),
      /CreateMountTarget.*MountTargetConflict: mount target already exists in this AZ/,
    );
    const other = await aws.create(VPC, { cidrBlock: "10.0.0.0/16" });
    await assert.rejects(target(await subnet(other.id, 0, "b")), /MountTargetConflict: .*not in the same VPC/);
    await target(await subnet(vpc.id, 2, "b"));
  });

  it("holds the subnets and the security groups of its mount targets", async () => {
    const [first, second] = await Promise.all([
      aws.create(GROUP, { vpcId: vpc.id }),
      aws.create(GROUP, { vpcId: vpc.id }),
    ]);
    const place = await subnet(vpc.id, 0, "a");
    const one = await target(place, [first]);
    await assert.rejects(aws.delete(place), /DependencyViolation/);
    await assert.rejects(aws.delete(first), /DependencyViolation/);
    await aws.update(one, { securityGroups: [second.id] });
    await aws.delete(first);
    await assert.rejects(aws.delete(second), /DependencyViolation/);
    await aws.delete(one);
    await aws.delete(second);
    await aws.delete(place);
  });

  it("knows no mount target of another file system", async () => {
    const { id } = await subnet(vpc.id, 0, "a");
    await assert.rejects(
      aws.create(MOUNT_TARGET, { fileSystemId: "fs-1", subnetId: id }),
      /FileSystemNotFound: File system 'fs-1' does not exist/,
    );
  });
});
