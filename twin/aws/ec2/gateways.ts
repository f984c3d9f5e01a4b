import type { Account } from "../account";
import { dataType, newId } from "../generic";
import { ec2Id } from "../identifiers";
import { text } from "../read";
import { allocateInterface, releaseInterfacesOf } from "./interfaces";
import { EIP, NAT_GATEWAY } from "./types";

export const eip = dataType(EIP, {
  create(call, inputs) {
    const publicIp = freePublicIp(call.account);
    const host = `ec2-${publicIp.replaceAll(".", "-")}`;
    const domain = call.region === "us-east-1" ? "compute-1" : `${call.region}.compute`;
    return {
      id: newId(EIP, call, inputs),
      outputs: { publicIp, publicDns: `${host}.${domain}.amazonaws.com`, associationId: "", privateIp: "" },
    };
  },
});

/** One of the addresses that documentation may use (RFC 5737), so that no real host is meant. There are more of them than the account may have. */
function freePublicIp(account: Account): string {
  const used = account.list(EIP).map(({ outputs }) => outputs.publicIp);
  let host = 1;
  while (used.includes(`203.0.113.${host}`)) host++;
  return `203.0.113.${host}`;
}

/** A public NAT gateway of one zone. */
export const natGateway = dataType(NAT_GATEWAY, {
  create(call, inputs) {
    const { account } = call;
    const id = newId(NAT_GATEWAY, call, inputs);
    const { publicIp } = account.get(EIP, text(inputs.allocationId) ?? "")?.outputs ?? {};
    const description = `Interface for NAT Gateway ${id}`;
    const { id: networkInterfaceId, outputs } = allocateInterface(account, text(inputs.subnetId) ?? "", id, {
      description,
    });
    return {
      id,
      outputs: { networkInterfaceId, privateIp: outputs.privateIp, publicIp, associationId: ec2Id("eipassoc") },
    };
  },
  delete: (call, current) => releaseInterfacesOf(call.account, current.id),
});
