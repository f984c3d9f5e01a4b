import { UNKNOWN, type Properties } from "../../provider/values";
import type { Account, StoredResource } from "../account";
import { objects, shown, text, texts } from "../read";
import { ec2Error } from "./errors";
import { EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE } from "./types";

/** What EC2 makes of a rule: one protocol, one range of ports, one peer. */
interface Permission {
  readonly groupId: string;
  readonly direction: "ingress" | "egress";
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: string;
}

/** Rules that a group may have in one direction, unless the account asked for more. */
const LIMIT = 60;

const PROTOCOLS: Readonly<Record<string, string>> = { all: "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6" };

function permission(
  groupId: string,
  direction: Permission["direction"],
  rule: Properties,
  peer: string,
  protocolName: "protocol" | "ipProtocol",
): Permission {
  const given = shown(rule[protocolName] ?? "-1").toLowerCase();
  const protocol = PROTOCOLS[given] ?? given;
  const ports =
    protocol === "-1"
      ? { fromPort: 0, toPort: 0 }
      : { fromPort: Number(rule.fromPort ?? -1), toPort: Number(rule.toPort ?? -1) };
  return { groupId, direction, protocol, ...ports, peer };
}

/** The permissions of a rule in a group's own lists, or of a `SecurityGroupRule`. */
function listedPermissions(groupId: string, direction: Permission["direction"], rule: Properties): Permission[] {
  const peers = [
    ...texts(rule.cidrBlocks),
    ...texts(rule.ipv6CidrBlocks),
    ...texts(rule.prefixListIds),
    ...texts(rule.securityGroups),
    ...(text(rule.sourceSecurityGroupId) ? [text(rule.sourceSecurityGroupId) ?? ""] : []),
    ...(rule.self === true ? [groupId] : []),
  ];
  return peers.map((peer) => permission(groupId, direction, rule, peer, "protocol"));
}

/** The permissions that a resource gives; none when it is no security group and no rule. */
export function permissionsOf({
  type,
  id,
  inputs,
  outputs,
}: Pick<StoredResource, "type" | "id" | "inputs" | "outputs">): Permission[] {
  const groupId = text(inputs.securityGroupId) ?? id;
  switch (type) {
    case SECURITY_GROUP:
      return [
        ...objects(outputs.ingress).flatMap((rule) => listedPermissions(id, "ingress", rule)),
        ...objects(outputs.egress).flatMap((rule) => listedPermissions(id, "egress", rule)),
      ];
    case SECURITY_GROUP_RULE:
      return listedPermissions(groupId, inputs.type === "egress" ? "egress" : "ingress", inputs);
    case INGRESS_RULE:
    case EGRESS_RULE: {
      const peer = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"]
        .map((name) => text(inputs[name]))
        .find(Boolean);
      const direction = type === INGRESS_RULE ? "ingress" : "egress";
      return peer === undefined ? [] : [permission(groupId, direction, inputs, peer, "ipProtocol")];
    }
    default:
      return [];
  }
}

/** Refuses permissions that the group already has, that contradict themselves, or that are too many. */
export function refusePermissions(
  account: Account,
  operation: string,
  resource: Parameters<typeof permissionsOf>[0],
): void {
  const wanted = permissionsOf(resource);
  const refuse = (code: string, message: string) =>
    ec2Error(operation, `EC2 Security Group (${wanted[0]?.groupId ?? resource.id}) Rule`, code, message);
  const existing = [SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE]
    .flatMap((type) => account.list(type))
    .filter(({ type, id }) => type !== resource.type || id !== resource.id)
    .flatMap(permissionsOf);
  const seen = new Set(existing.map(keyOf));
  for (const one of wanted) {
    if (one.fromPort > one.toPort || one.toPort > 65535)
      throw refuse("InvalidParameterValue", `Invalid TCP/UDP port range (${one.fromPort}:${one.toPort})`);
    if ((one.protocol === "tcp" || one.protocol === "udp") && one.fromPort < 0)
      throw refuse(
        "InvalidParameterValue",
        "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
      );
    if (seen.has(keyOf(one)))
      throw refuse(
        "InvalidPermission.Duplicate",
        `the specified rule "peer: ${one.peer}, ${describeProtocol(one)}, ALLOW" already exists`,
      );
    seen.add(keyOf(one));
    const inGroup = [...existing, ...wanted].filter(
      (other) => other.groupId === one.groupId && other.direction === one.direction,
    );
    if (inGroup.length > LIMIT)
      throw refuse(
        "RulesPerSecurityGroupLimitExceeded",
        "The maximum number of rules per security group has been reached.",
      );
  }
}

function keyOf({ groupId, direction, protocol, fromPort, toPort, peer }: Permission): string {
  return [groupId, direction, protocol, fromPort, toPort, peer].join(" ");
}

function describeProtocol({ protocol, fromPort, toPort }: Permission): string {
  return protocol === "-1" ? "ALL" : `${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}`;
}

/** Whether a rule's list of peers is known and empty. */
export function hasNoPeer(inputs: Properties, names: readonly string[]): boolean {
  return names.every((name) => {
    const value = inputs[name];
    return (
      value !== UNKNOWN &&
      (value === undefined || value === false || value === "" || (Array.isArray(value) && value.length === 0))
    );
  });
}
