import { createHash } from "node:crypto";
import type { Properties } from "../provider/values";
import { AwsError } from "./error";
import { dataType } from "./generic";
import { partitionOf } from "./regions";
import { shown, text, texts } from "./read";
import type { Call, Functions, HostedZone } from "./resourceType";

export const RECORD = "aws:route53/record:Record";

/** What the provider says of NoSuchHostedZone. */
const NOT_FOUND = "couldn't find resource";

/** Records in zones that no program made. */
export const record = dataType(RECORD, {
  create(call, inputs) {
    const zoneId = shown(inputs.zoneId);
    const zone = call.hostedZones?.find(({ id }) => id === zoneId);
    if (!zone) throw new Error(`reading Route 53 Hosted Zone (${zoneId}): ${NOT_FOUND}`);
    const fqdn = nameWithin(zone, shown(inputs.name));
    const type = shown(inputs.type);
    refuseClash(call, zone, fqdn, inputs);
    const id = [zoneId, fqdn, type, text(inputs.setIdentifier)].filter(Boolean).join("_");
    return { id, outputs: { fqdn } };
  },
});

/** A name in full; the provider takes one relative to the zone, too. */
function nameWithin(zone: HostedZone, name: string): string {
  const full = name.replace(/\.$/, "").toLowerCase();
  return full.endsWith(zone.name) ? full : [full, zone.name].filter(Boolean).join(".");
}

/** Refuses what may not stand beside the records that are there. */
function refuseClash(call: Call, zone: HostedZone, fqdn: string, inputs: Properties): void {
  const refuse = (message: string) =>
    new AwsError("Route 53", "ChangeResourceRecordSets", "Route53 Record", "InvalidChangeBatch", `[${message}]`);
  const type = shown(inputs.type);
  const others = recordsNamed(call, fqdn).filter((other) => other.zoneId === zone.id);
  const isSame = (other: Properties) => other.type === type && text(other.setIdentifier) === text(inputs.setIdentifier);
  if (inputs.allowOverwrite !== true && others.some(isSame))
    throw refuse(`Tried to create resource record set [name='${fqdn}.', type='${type}'] but it already exists`);
  const isNotPermitted = `RRSet of type ${type} with DNS name ${fqdn}. is not permitted`;
  if (type === "CNAME" && fqdn === zone.name) throw refuse(`${isNotPermitted} at apex in zone ${zone.name}.`);
  const conflicting = others.find((other) => other.type !== type && [other.type, type].includes("CNAME"));
  if (conflicting)
    throw refuse(`${isNotPermitted} as it conflicts with other records with the same DNS name in zone ${zone.name}.`);
}

/** The records of a name, in whichever zone. */
function recordsNamed({ account }: Call, fqdn: string): Properties[] {
  return account
    .list(RECORD)
    .map(({ outputs }) => outputs)
    .filter((outputs) => outputs.fqdn === fqdn);
}

/** What a name leads to, as the internet sees it. */
export const isAlias = (call: Call, name: string, target: string): boolean =>
  recordsNamed(call, name.replace(/\.$/, "")).some(
    ({ zoneId, type, records }) =>
      type === "CNAME" &&
      texts(records).includes(target) &&
      call.hostedZones?.some((zone) => zone.id === zoneId && !zone.private),
  );

function getZone(call: Call, args: Properties): Properties {
  const { zoneId, name, privateZone = false } = args;
  const zones = call.hostedZones ?? [];
  const zone = zones.find((each) =>
    zoneId === undefined ? each.name === shown(name) && each.private === privateZone : each.id === zoneId,
  );
  if (!zone) throw new Error(zoneId === undefined ? "no matching Route 53 Hosted Zone found" : NOT_FOUND);
  const nameServers = nameServersOf(zone);
  return {
    ...args,
    id: zone.id,
    zoneId: zone.id,
    arn: `arn:${partitionOf(call.region)}:route53:::hostedzone/${zone.id}`,
    name: zone.name,
    privateZone: zone.private,
    nameServers,
    primaryNameServer: nameServers[0] ?? "",
    resourceRecordSetCount: 2 + call.account.list(RECORD).filter(({ outputs }) => outputs.zoneId === zone.id).length,
    callerReference: zone.id,
    comment: "",
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    tags: {},
  };
}

/** Four names of Route 53's, always the same for a zone. */
function nameServersOf({ id }: HostedZone): string[] {
  const bytes = createHash("sha256").update(id).digest();
  return ["com", "net", "org", "co.uk"].map(
    (domain, index) =>
      `ns-${(bytes.readUInt16BE(2 * index) % 512) + 512 * index}.awsdns-${bytes.readUInt8(16 + index) % 64}.${domain}`,
  );
}

/** The records of a zone: those of programs, and the delegation of each public zone below it. */
function getRecords(call: Call, args: Properties): Properties {
  const zones = call.hostedZones ?? [];
  const zone = zones.find(({ id }) => id === args.zoneId);
  if (!zone) throw new Error(`listing Route 53 Records (${shown(args.zoneId)}): ${NOT_FOUND}`);
  const delegations = zones
    .filter((below) => !below.private && below.name.endsWith(`.${zone.name}`))
    .map((below) => ({
      name: below.name,
      type: "NS",
      ttl: 172800,
      values: nameServersOf(below).map((name) => `${name}.`),
    }));
  const own = call.account
    .list(RECORD)
    .filter(({ outputs }) => outputs.zoneId === zone.id)
    .map(({ outputs }) => ({
      name: shown(outputs.fqdn),
      type: shown(outputs.type),
      ttl: outputs.ttl ?? 0,
      values: texts(outputs.records),
    }));
  const pattern = new RegExp(text(args.nameRegex) ?? "");
  return {
    ...args,
    id: zone.id,
    resourceRecordSets: [...delegations, ...own]
      .filter(({ name }) => pattern.test(`${name}.`))
      .map(({ name, type, ttl, values }) => ({
        name: `${name}.`,
        type,
        ttl,
        resourceRecords: values.map((value) => ({ value })),
      })),
  };
}

export const route53Functions: Functions = {
  "aws:route53/getRecords:getRecords": getRecords,
  "aws:route53/getZone:getZone": getZone,
};
