import { contains, formatCidr, overlaps, networkOfCidr } from "../../../capacity/cidr";
import { newId } from "../generic";
import { text } from "../read";
import { type Zone, zonesOf } from "../regions";
import type { Call, ResourceType } from "../resourceType";
import type { Properties } from "../../provider/values";
import { ec2Error } from "./errors";
import { SUBNET } from "./types";
import { cidrFailures, vpcCidrs } from "./vpcs";

const refuse = (code: string, message: string) => ec2Error("CreateSubnet", "EC2 Subnet", code, message);

const subnet: ResourceType = {
  type: SUBNET,
  check: (inputs) => [
    ...cidrFailures("cidrBlock", inputs),
    ...(inputs.availabilityZone !== undefined && inputs.availabilityZoneId !== undefined
      ? [
          {
            property: "availabilityZone",
            reason: `Conflicting configuration arguments: "availabilityZone": conflicts with availabilityZoneId`,
          },
        ]
      : []),
  ],
  create(call, inputs) {
    const zone = zoneFor(call, inputs);
    refuseRange(call, inputs);
    return {
      id: newId(SUBNET, call, inputs),
      outputs: {
        availabilityZone: zone.name,
        availabilityZoneId: zone.id,
        privateDnsHostnameTypeOnLaunch: text(inputs.privateDnsHostnameTypeOnLaunch) ?? "ip-name",
        ipv6CidrBlockAssociationId: "",
      },
    };
  },
};

function zoneFor(call: Call, inputs: Properties): Zone {
  const zones = zonesOf(call.region, call.account.id);
  const [name, id] = [text(inputs.availabilityZone), text(inputs.availabilityZoneId)];
  const found = zones.find((zone) => (name === undefined ? id === undefined || zone.id === id : zone.name === name));
  if (found) return found;
  throw refuse(
    "InvalidParameterValue",
    `Value (${name ?? id}) for parameter availabilityZone${name === undefined ? "Id" : ""} is invalid. ` +
      `Subnets can currently only be created in the following availability zones: ${zones.map((zone) => (name === undefined ? zone.id : zone.name)).join(", ")}.`,
  );
}

function refuseRange(call: Call, inputs: Properties): void {
  const given = text(inputs.cidrBlock);
  const vpcId = text(inputs.vpcId) ?? "";
  if (given === undefined)
    throw refuse("MissingParameter", "Either 'cidrBlock' or 'ipv6CidrBlock' should be provided.");
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

export const subnetTypes: readonly ResourceType[] = [subnet];
