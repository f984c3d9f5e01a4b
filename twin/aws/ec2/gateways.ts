import type { Account, StoredResource } from "../account";
import { dataType, newId } from "../generic";
import { ec2Id } from "../identifiers";
import { shown, text } from "../read";
import type { Call, Created, ResourceType } from "../resourceType";
import type { Properties } from "../../provider/values";
import { AwsError } from "../error";
import { ec2Error } from "./errors";
import { allocateInterface, releaseInterfacesOf } from "./interfaces";
import { EIP, INTERNET_GATEWAY, NAT_GATEWAY, NETWORK_INTERFACE, SUBNET } from "./types";

/** The internet gateway that is attached to the VPC. */
export function attachedInternetGateway(account: Account, vpcId: string): StoredResource | undefined {
  return account.list(INTERNET_GATEWAY).find(({ outputs }) => outputs.vpcId === vpcId);
}

function refuseSecondGateway(call: Call, vpcId: string | undefined, except?: string): void {
  const attached = vpcId === undefined ? undefined : attachedInternetGateway(call.account, vpcId);
  if (attached && attached.id !== except)
    throw ec2Error(
      "AttachInternetGateway",
      "EC2 Internet Gateway",
      "InvalidParameterValue",
      `Network ${vpcId} already has an internet gateway attached`,
    );
}

function refuseMappedAddresses(call: Call, gateway: StoredResource): void {
  const { vpcId } = gateway.outputs;
  const mapped = call.account
    .list(NETWORK_INTERFACE)
    .some(({ outputs }) => outputs.vpcId === vpcId && text(outputs.publicIp) !== undefined);
  if (text(vpcId) && mapped)
    throw ec2Error(
      "DetachInternetGateway",
      `EC2 Internet Gateway (${gateway.id})`,
      "DependencyViolation",
      `Network ${shown(vpcId)} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
}

const internetGateway: ResourceType = {
  type: INTERNET_GATEWAY,
  create(call, inputs) {
    refuseSecondGateway(call, text(inputs.vpcId));
    return { id: newId(INTERNET_GATEWAY, call, inputs), outputs: {} };
  },
  update(call, current, news, changed) {
    if (changed.includes("vpcId")) {
      refuseMappedAddresses(call, current);
      refuseSecondGateway(call, text(news.vpcId), current.id);
    }
    return {};
  },
  delete: refuseMappedAddresses,
};

const eip = dataType(EIP, {
  create(call, inputs) {
    const publicIp = text(inputs.address) ?? freePublicIp(call.account);
    const host = `ec2-${publicIp.replaceAll(".", "-")}`;
    const domain = call.region === "us-east-1" ? "compute-1" : `${call.region}.compute`;
    return {
      id: newId(EIP, call, inputs),
      outputs: { publicIp, publicDns: `${host}.${domain}.amazonaws.com`, associationId: "", privateIp: "" },
    };
  },
  delete(call, current) {
    const holder = natGatewayWith(call.account, current.id);
    if (holder)
      throw ec2Error(
        "DisassociateAddress",
        `EC2 EIP (${current.id})`,
        "AuthFailure",
        `You do not have permission to access the specified resource: it belongs to ${holder.id}.`,
      );
  },
});

/** One of the addresses that documentation may use (RFC 5737), so that no real host is meant. */
function freePublicIp(account: Account): string {
  const used = new Set(account.list(EIP).map(({ outputs }) => outputs.publicIp));
  for (let host = 1; host < 255; host++) {
    const address = `203.0.113.${host}`;
    if (!used.has(address)) return address;
  }
  throw ec2Error(
    "AllocateAddress",
    "EC2 EIP",
    "InsufficientAddressCapacity",
    "Not enough Elastic IP addresses available.",
  );
}

/** The gateway that holds the address; a failed one holds none. */
function natGatewayWith(account: Account, allocationId: string): StoredResource | undefined {
  return account
    .list(NAT_GATEWAY)
    .find(({ outputs }) => outputs.allocationId === allocationId && outputs.__failure === undefined);
}

/** Whether traffic can be routed to the gateway. */
export function isUsableNatGateway(gateway: StoredResource): boolean {
  return gateway.outputs.__failure === undefined;
}

const natGateway: ResourceType = {
  type: NAT_GATEWAY,
  check: ({ allocationId, connectivityType, secondaryPrivateIpAddressCount }) => [
    ...(connectivityType === "private" && allocationId !== undefined
      ? [{ property: "allocationId", reason: `"allocationId" is not supported with connectivityType = "private"` }]
      : []),
    ...(connectivityType === "public" && secondaryPrivateIpAddressCount !== undefined
      ? [
          {
            property: "secondaryPrivateIpAddressCount",
            reason: `"secondaryPrivateIpAddressCount" is not supported with connectivityType = "public"`,
          },
        ]
      : []),
  ],
  create(call, inputs) {
    refuseModes(inputs);
    const id = newId(NAT_GATEWAY, call, inputs);
    const failure = failureOf(call, inputs);
    return failure ? failed(id, failure) : attached(call, id, inputs);
  },
  update(_call, current) {
    const { __failure: failure } = current.outputs;
    // A gateway that failed stays so: only a new one helps.
    if (typeof failure === "string") throw new Error(failure);
    return {};
  },
  delete: (call, current) => releaseInterfacesOf(call.account, current.id),
};

function refuseModes(inputs: Properties): void {
  const refuse = (code: string, message: string) => ec2Error("CreateNatGateway", "EC2 NAT Gateway", code, message);
  if (inputs.availabilityMode === "regional") {
    if (inputs.vpcId === undefined || inputs.subnetId !== undefined || inputs.allocationId !== undefined)
      throw refuse(
        "InvalidParameterCombination",
        "A regional NAT gateway takes a VpcId, and neither a SubnetId nor an AllocationId.",
      );
    return;
  }
  if (inputs.subnetId === undefined)
    throw refuse("MissingParameter", "The request must contain the parameter SubnetId");
  if (inputs.connectivityType !== "private" && inputs.allocationId === undefined)
    throw refuse("MissingParameter", "The request must contain the parameter AllocationId");
}

/** What AWS finds out only after it has accepted the gateway. */
function failureOf(call: Call, inputs: Properties): string | undefined {
  const { account } = call;
  const vpcId = text(inputs.vpcId) ?? text(account.get(SUBNET, text(inputs.subnetId) ?? "")?.outputs.vpcId) ?? "";
  if (inputs.connectivityType !== "private" && !attachedInternetGateway(account, vpcId))
    return `Gateway.NotAttached: Network ${vpcId} has no Internet gateway attached`;
  const allocationId = text(inputs.allocationId);
  if (allocationId !== undefined && natGatewayWith(account, allocationId))
    return `Resource.AlreadyAssociated: Elastic IP address [${allocationId}] is already associated`;
  return undefined;
}

function failed(id: string, reason: string): Created {
  const failure = `waiting for EC2 NAT Gateway (${id}) create: unexpected state 'failed', wanted target 'available'. last error: ${reason}`;
  return {
    id,
    outputs: { __failure: failure, networkInterfaceId: "", publicIp: "", privateIp: "", associationId: "" },
    failure,
  };
}

function attached(call: Call, id: string, inputs: Properties): Created {
  const { account } = call;
  const subnetId = text(inputs.subnetId);
  if (subnetId === undefined) return { id, outputs: {} };
  const allocationId = text(inputs.allocationId);
  const publicIp = text(account.get(EIP, allocationId ?? "")?.outputs.publicIp) ?? "";
  try {
    const { id: networkInterfaceId, outputs } = allocateInterface(account, subnetId, id, {
      description: `Interface for NAT Gateway ${id}`,
      publicIp,
    });
    const associationId = allocationId === undefined ? "" : ec2Id("eipassoc");
    return { id, outputs: { networkInterfaceId, privateIp: outputs.privateIp, publicIp, associationId } };
  } catch (error) {
    if (error instanceof AwsError) return failed(id, `${error.code}: ${error.reason}`);
    throw error;
  }
}

export const gatewayTypes: readonly ResourceType[] = [internetGateway, eip, natGateway];
