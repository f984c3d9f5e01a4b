import type { Properties } from "../../provider/values";
import { dataType, newId } from "../generic";
import { randomHex } from "../identifiers";
import { text, texts } from "../read";
import type { Call } from "../resourceType";
import { allocateInterface, interfacesOf, releaseInterface, releaseInterfacesOf } from "./interfaces";
import { VPC_ENDPOINT } from "./types";

/** One interface in each subnet of the endpoint; none for one of type Gateway. */
function placeInterfaces({ account }: Call, id: string, inputs: Properties): Properties {
  const subnetIds = texts(inputs.subnetIds);
  const securityGroupIds = texts(inputs.securityGroupIds);
  for (const { id: interfaceId, outputs } of interfacesOf(account, id))
    if (!subnetIds.includes(text(outputs.subnetId) ?? "")) releaseInterface(account, interfaceId);
  const served = interfacesOf(account, id).map(({ outputs }) => outputs.subnetId);
  for (const subnetId of subnetIds)
    if (!served.includes(subnetId))
      allocateInterface(account, subnetId, id, { description: `VPC Endpoint Interface ${id}`, securityGroupIds });
  return { networkInterfaceIds: interfacesOf(account, id).map(({ id: interfaceId }) => interfaceId) };
}

/** `vpce-0123456789abcdef0-01234567.sts.eu-west-1.vpce.amazonaws.com` */
function dnsEntries({ region }: Call, id: string, { vpcEndpointType, serviceName }: Properties): Properties[] {
  if (vpcEndpointType !== "Interface") return [];
  const service = text(serviceName)?.replace(`com.amazonaws.${region}.`, "");
  const dnsName = `${id}-${randomHex(8)}.${service}.${region}.vpce.amazonaws.com`;
  return [{ dnsName, hostedZoneId: "Z7HUB22UULQXV" }];
}

export const vpcEndpoint = dataType(VPC_ENDPOINT, {
  create(call, inputs) {
    const id = newId(VPC_ENDPOINT, call, inputs);
    return { id, outputs: { ...placeInterfaces(call, id, inputs), dnsEntries: dnsEntries(call, id, inputs) } };
  },
  update: (call, current, news) => placeInterfaces(call, current.id, news),
  delete: (call, current) => releaseInterfacesOf(call.account, current.id),
  changesOnUpdate: (changed) => (changed.some((path) => path.startsWith("subnetIds")) ? ["networkInterfaceIds"] : []),
});
