import { refusal } from "./accountRules";
import { allocateInterface, freeAddresses, interfacesOf, releaseInterfacesOf } from "./ec2/interfaces";
import { SUBNET } from "./ec2/types";
import { dataType, newId } from "./generic";
import { text, texts } from "./read";
import type { Call, ResourceType } from "./resourceType";
import { rulesOf } from "./rules";
import type { Properties } from "../provider/values";

const FILE_SYSTEM = "aws:efs/fileSystem:FileSystem";
const BACKUP_POLICY = "aws:efs/backupPolicy:BackupPolicy";
const MOUNT_TARGET = "aws:efs/mountTarget:MountTarget";

/** @see https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html */
const mountTarget = dataType(MOUNT_TARGET, {
  create(call, inputs) {
    const { account } = call;
    const subnetId = text(inputs.subnetId) ?? "";
    const { availabilityZone, availabilityZoneId } = account.get(SUBNET, subnetId)?.outputs ?? {};
    refuseConflict(call, inputs);
    if (freeAddresses(account, subnetId) === 0) {
      throw refuse(inputs, "NoFreeAddressesInSubnet", `The subnet '${subnetId}' has no free addresses`);
    }
    const id = newId(MOUNT_TARGET, call, inputs);
    const { id: networkInterfaceId, outputs } = allocateInterface(account, subnetId, id, {
      securityGroupIds: texts(inputs.securityGroups),
      description: `Mount target ${id} for file system ${text(inputs.fileSystemId)}`,
    });
    return {
      id,
      outputs: {
        availabilityZoneId,
        availabilityZoneName: availabilityZone,
        networkInterfaceId,
        ipAddress: outputs.privateIp,
      },
    };
  },
  update({ account }, current, { securityGroups }) {
    for (const own of interfacesOf(account, current.id)) {
      account.put({ ...own, outputs: { ...own.outputs, securityGroups } });
    }
    return {};
  },
  delete: ({ account }, { id }) => releaseInterfacesOf(account, id),
});

/** A file system has one mount target in a zone, and all in one VPC. */
function refuseConflict({ account }: Call, inputs: Properties): void {
  const subnetOf = ({ subnetId }: Properties) => account.get(SUBNET, text(subnetId) ?? "")?.outputs ?? {};
  const { vpcId, availabilityZone } = subnetOf(inputs);
  const others = account
    .list(MOUNT_TARGET)
    .filter(({ outputs }) => outputs.fileSystemId === inputs.fileSystemId)
    .map(({ outputs }) => subnetOf(outputs));
  const conflict = (reason: string) => refuse(inputs, "MountTargetConflict", reason);
  if (others.some((subnet) => subnet.vpcId !== vpcId)) {
    throw conflict("requested subnet for new mount target is not in the same VPC as existing mount targets");
  }
  if (others.some((subnet) => subnet.availabilityZone === availabilityZone)) {
    throw conflict("mount target already exists in this AZ");
  }
}

const refuse = (inputs: Properties, code: string, reason: string) =>
  refusal(rulesOf(MOUNT_TARGET), "create", text(inputs.fileSystemId), code, reason);

export const efsTypes: readonly ResourceType[] = [dataType(FILE_SYSTEM), dataType(BACKUP_POLICY), mountTarget];
