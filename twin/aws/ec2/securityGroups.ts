import type { CheckFailure } from "../../provider/resourceProvider";
import type { Properties, Value } from "../../provider/values";
import { dataType, newId } from "../generic";
import { isAbsent } from "../paths";
import { objects, shown, text, texts } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { ec2Error } from "./errors";
import { hasNoPeer, permissionsOf, refusePermissions } from "./permissions";
import { EGRESS_RULE, INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE } from "./types";
import { cidrFailures } from "./vpcs";

function refuseUnknownGroups(call: Call, inputs: Properties): void {
  const named = [...objects(inputs.ingress), ...objects(inputs.egress)].flatMap((rule) => texts(rule.securityGroups));
  const missing = named.find((id) => !call.account.get(SECURITY_GROUP, id));
  if (missing)
    throw ec2Error(
      "AuthorizeSecurityGroupIngress",
      "EC2 Security Group",
      "InvalidGroup.NotFound",
      `The security group '${missing}' does not exist`,
    );
}

function listFailures(inputs: Properties): CheckFailure[] {
  return ["ingress", "egress"].flatMap((list) =>
    objects(inputs[list]).flatMap((rule) => {
      const ports = [rule.fromPort, rule.toPort].some((port) => typeof port === "number" && port !== 0);
      if ((rule.protocol === "-1" || rule.protocol === "all") && ports)
        return [
          {
            property: list,
            reason: `from_port (${shown(rule.fromPort)}) and to_port (${shown(rule.toPort)}) must both be 0 to use the 'ALL' "-1" protocol!`,
          },
        ];
      return texts(rule.cidrBlocks).flatMap((cidrBlock) =>
        cidrFailures("cidrBlock", { cidrBlock }).map(({ reason }) => ({ property: list, reason })),
      );
    }),
  );
}

const securityGroup: ResourceType = {
  type: SECURITY_GROUP,
  check: listFailures,
  create(call, inputs) {
    if (!text(inputs.vpcId))
      throw ec2Error(
        "CreateSecurityGroup",
        `EC2 Security Group (${shown(inputs.name)})`,
        "VPCIdNotSpecified",
        "No default VPC for this user",
      );
    refuseUnknownGroups(call, inputs);
    const id = newId(SECURITY_GROUP, call, inputs);
    // The provider removes the rule that lets everything out, which AWS makes.
    const outputs = { ingress: inputs.ingress ?? [], egress: inputs.egress ?? [] };
    refusePermissions(call.account, "AuthorizeSecurityGroupIngress", { type: SECURITY_GROUP, id, inputs, outputs });
    return { id, outputs };
  },
  update(call, current, news) {
    refuseUnknownGroups(call, news);
    refusePermissions(call.account, "AuthorizeSecurityGroupIngress", {
      ...current,
      inputs: news,
      outputs: { ...current.outputs, ...news },
    });
    return {};
  },
  delete(call, current) {
    if (current.hidden && current.outputs.name === "default")
      throw ec2Error(
        "DeleteSecurityGroup",
        `EC2 Security Group (${current.id})`,
        "CannotDelete",
        `the specified group: "${current.id}" name: "default" cannot be deleted by a user`,
      );
    // A group's own rules go with it.
    for (const type of [SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE])
      for (const { id, outputs } of call.account.list(type))
        if (outputs.securityGroupId === current.id) call.account.remove(type, id);
  },
};

const PEERS = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "self", "sourceSecurityGroupId"];

const securityGroupRule: ResourceType = {
  type: SECURITY_GROUP_RULE,
  check(inputs) {
    const failures: CheckFailure[] = texts(inputs.cidrBlocks).flatMap((cidrBlock) =>
      cidrFailures("cidrBlock", { cidrBlock }).map(({ reason }) => ({ property: "cidrBlocks", reason })),
    );
    if (hasNoPeer(inputs, PEERS))
      failures.push({
        property: "cidrBlocks",
        reason: `Missing required argument: "cidrBlocks": one of ${PEERS.join(",")} must be specified`,
      });
    const excluded = ["cidrBlocks", "ipv6CidrBlocks", "self"].filter(
      (name) => !isAbsent(inputs[name]) && inputs[name] !== false,
    );
    if (!isAbsent(inputs.sourceSecurityGroupId) && excluded.length > 0)
      failures.push({
        property: "sourceSecurityGroupId",
        reason: `Conflicting configuration arguments: "sourceSecurityGroupId": conflicts with ${excluded.join(", ")}`,
      });
    return failures;
  },
  create(call, inputs) {
    const id = newId(SECURITY_GROUP_RULE, call, inputs);
    const resource = { type: SECURITY_GROUP_RULE, id, inputs, outputs: inputs };
    refusePermissions(call.account, authorize(inputs.type), resource);
    // With several peers there are several rules, and the provider names none of them.
    return { id, outputs: permissionsOf(resource).length > 1 ? { securityGroupRuleId: "" } : {} };
  },
};

function authorize(direction: Value | undefined): string {
  return direction === "egress" ? "AuthorizeSecurityGroupEgress" : "AuthorizeSecurityGroupIngress";
}

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

function singleRule(type: string, operation: string): ResourceType {
  return dataType(type, {
    check(inputs) {
      const given = SOURCES.filter((name) => !isAbsent(inputs[name]));
      return [
        ...cidrFailures("cidrIpv4", inputs),
        ...(given.length === 1
          ? []
          : [
              {
                property: given[0] ?? "cidrIpv4",
                reason: `Invalid Attribute Combination: exactly one of [${SOURCES.join(", ")}] must be configured, got ${given.join(", ") || "none"}`,
              },
            ]),
      ];
    },
    create(call, inputs) {
      const id = newId(type, call, inputs);
      refusePermissions(call.account, operation, { type, id, inputs, outputs: inputs });
      return { id, outputs: {} };
    },
    update(call, current, news) {
      refusePermissions(call.account, "ModifySecurityGroupRules", { ...current, inputs: news });
      return {};
    },
  });
}

export const securityGroupTypes: readonly ResourceType[] = [
  securityGroup,
  securityGroupRule,
  singleRule(INGRESS_RULE, "AuthorizeSecurityGroupIngress"),
  singleRule(EGRESS_RULE, "AuthorizeSecurityGroupEgress"),
];
