import * as aws from "@pulumi/aws";
import { saysNotFound } from "../../components/account/notFound";
import type { Dns } from "../../components/dns/spec";
import { type Answer, type Check, ok, type Preflight, wrong } from "../check";

/** Whether the zones are there as the stack file has them, and whether the internet is led to the public ones, as far as AWS knows. */
export const hostedZones: Check = ({ config: { dns }, opts }) =>
  zonesOfTheAccount(dns).map(({ id, name, private: isPrivate }) => ({
    subject: `zone ${name}`,
    async answer() {
      const zone = await lookUp({ zoneId: id }, opts);
      const inTheFile = "correct dns.zones in the stack file";
      if (!zone)
        return wrong(
          `${id} is not in the account`,
          `${inTheFile}: aws route53 list-hosted-zones-by-name --dns-name ${name} shows the id`,
        );
      if (zone.name !== name) return wrong(`${id} is the zone ${zone.name}`, inTheFile);
      const kind = zone.privateZone ? "private" : "public";
      if (zone.privateZone !== isPrivate) return wrong(`${id} is a ${kind} zone`, `set private: ${!isPrivate} for it`);
      return isPrivate ? ok(`${id} is a private zone`) : delegation(zone, opts);
    },
  }));

/** Those of another account are read by nobody here. */
const zonesOfTheAccount = ({ zones, targetRoleArn }: Dns) => (targetRoleArn === undefined ? zones : []);

/** Who asks for a name is led to the zone's servers by the zone above it. AWS tells only of those in the account. */
async function delegation(zone: aws.route53.GetZoneResult, opts: Preflight["opts"]): Promise<Answer> {
  const { zoneId: id, name } = zone;
  const servers = zone.nameServers.map(withoutDot).sort().join(" ");
  const above = await zoneAbove(name, opts);
  if (!above)
    return ok(`${id} is a public zone; what leads to it was not read, dig +short NS ${name} must print ${servers}`);
  const nameRegex = `^${name.replaceAll(".", "\\.")}\\.$`;
  const { resourceRecordSets } = await aws.route53.getRecords({ zoneId: above.zoneId, nameRegex }, opts);
  const named = resourceRecordSets
    .filter(({ type }) => type === "NS")
    .flatMap(({ resourceRecords }) => resourceRecords.map(({ value }) => withoutDot(value)));
  if (named.sort().join(" ") === servers) return ok(`${id} is a public zone, and ${above.name} leads to it`);
  return wrong(
    named.length === 0
      ? `${above.name} does not lead to ${id}`
      : `${above.name} leads to ${named.join(" ")}, not to ${id}`,
    `write the NS record ${name} into ${above.name} (${above.zoneId}): ${servers}`,
  );
}

const withoutDot = (name: string) => name.replace(/\.$/, "");

/** The closest public zone of the account that a zone lies in. */
async function zoneAbove(name: string, opts: Preflight["opts"]): Promise<aws.route53.GetZoneResult | undefined> {
  const labels = name.split(".");
  for (let first = 1; first < labels.length - 1; first++) {
    const found = await lookUp({ name: labels.slice(first).join("."), privateZone: false }, opts);
    if (found) return found;
  }
  return undefined;
}

async function lookUp(args: aws.route53.GetZoneArgs, opts: Preflight["opts"]) {
  try {
    return await aws.route53.getZone(args, opts);
  } catch (error) {
    if (saysNotFound(error)) return undefined;
    throw error;
  }
}
