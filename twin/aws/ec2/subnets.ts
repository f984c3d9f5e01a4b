import { contains, formatCidr, overlaps, networkOfCidr } from "../../../capacity/cidr";
import { newId } from "../generic";
import { text } from "../read";
import { type Zone, zonesOf } from "../regions";
import type { Call, ResourceType } from "../resourceType";
import type { Properties } from "../../provider/values";
import { ec2Error } from "./errors";
import { SUBNET } from "./types";
import { vpcCidrs } from "./vpcs";

const refuse = (code: string, message: string) => ec2Error("CreateSubnet", "EC2 Subnet", code, message);

export const subnet: ResourceType = {
  type: SUBNET,
  create(call, inputs) {
    const zone = zoneFor(call, inputs);
    refuseRange(call, inputs);
    return {
      id: newId(SUBNET, call, inputs),
      outputs: {
        availabilityZone: zone.name,
        availabilityZoneId: zone.id,
        privateDnsHostnameTypeOnLaunch: "ip-name",
        ipv6CidrBlockAssociationId: "",
      },
    };
  },
};

function zoneFor(call: Call, { availabilityZone }: Properties): Zone {
  const zones = zonesOf(call.region, call.account.id);
  const found = zones.find(({ name }) => availabilityZone === undefined || name === availabilityZone);
  if (found) return found;
  throw refuse(
    "InvalidParameterValue",
    `Value (${text(availabilityZone)}) for parameter availabilityZone is invalid. ` +
      `Subnets can currently only be created in the following availability zones: ${zones.map(({ name }) => name).join(", ")}.`,
  );
}

function refuseRange(call: Call, inputs: Properties): void {
  const given = text(inputs.cidrBlock) ?? "";
  const vpcId = text(inputs.vpcId) ?? "";
  const cidr = networkOfCidr(given);
  const within = vpcCidrs(call.account, vpcId);
  if (!cidr || cidr.prefixLength < 16 || cidr.prefixLength > 28 || !within.some((block) => contains(block, cidr)))
    throw refuse("InvalidSubnet.Range", `The CIDR '${given}' is invalid.`);
  for (const { outputs } of call.account.list(SUBNET)) {
    const other = networkOfCidr(text(outputs.cidrBlock) ?? "");
    if (outputs.vpcId === vpcId && other && overlaps(cidr, other))
      throw refuse("InvalidSubnet.Conflict", `The CIDR '${formatCidr(cidr)}' conflicts with another subnet`);
  }
}
