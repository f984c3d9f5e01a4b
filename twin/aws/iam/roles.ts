import type { Account } from "../account";
import { dataType, newId } from "../generic";
import { objects, shown, text, texts } from "../read";
import type { Call, ResourceType } from "../resourceType";
import type { Properties } from "../../provider/values";
import { isAwsPolicy } from "./awsPolicies";
import { acceptDocument, iamError } from "./errors";
import { INSTANCE_PROFILE, POLICY, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./types";

const INLINE_QUOTA = { name: "InlinePolicySizePerRole", characters: 10240 };
const POLICIES_PER_ROLE = 10;

function refusePolicyArn(account: Account, operation: string, resource: string, arn: string): void {
  if (!isAwsPolicy(arn) && !account.get(POLICY, arn))
    throw iamError(operation, resource, "NoSuchEntity", `Policy ${arn} does not exist or is not attachable.`);
}

/** Refuses a trust policy that names a principal of this account which does not exist. */
function refusePrincipals(call: Call, operation: string, resource: string, principals: readonly string[]): void {
  for (const principal of principals) {
    const [, kind, name] =
      new RegExp(`^arn:[\\w-]+:iam::${call.account.id}:(role|user)/(?:.*/)?([^/]+)$`).exec(principal) ?? [];
    const exists =
      kind === undefined || (kind === "role" && call.account.list(ROLE).some(({ outputs }) => outputs.name === name));
    // Whoever runs the program is a principal too, though the program didn't make it.
    if (!exists && principal !== call.callerArn)
      throw iamError(
        operation,
        resource,
        "MalformedPolicyDocument",
        `Invalid principal in policy: "AWS":"${principal}"`,
      );
  }
}

function refuseRole(call: Call, operation: string, inputs: Properties): void {
  const resource = `IAM Role (${shown(inputs.name)})`;
  const trust = acceptDocument(operation, resource, inputs, "assumeRolePolicy", "trust", {
    name: "ACLSizePerRole",
    characters: 2048,
  });
  refusePrincipals(
    call,
    operation,
    resource,
    trust.flatMap(({ principals }) => principals.AWS ?? []),
  );
  const boundary = text(inputs.permissionsBoundary);
  for (const arn of [...texts(inputs.managedPolicyArns), ...(boundary ? [boundary] : [])])
    refusePolicyArn(call.account, "AttachRolePolicy", resource, arn);
  for (const inline of objects(inputs.inlinePolicies))
    acceptDocument("PutRolePolicy", resource, inline, "policy", "identity", INLINE_QUOTA);
}

const role: ResourceType = {
  type: ROLE,
  create(call, inputs) {
    refuseRole(call, "CreateRole", inputs);
    return { id: newId(ROLE, call, inputs), outputs: {} };
  },
  update(call, current, news, changed) {
    if (changed.some((path) => /^(assumeRolePolicy|managedPolicyArns|inlinePolicies|permissionsBoundary)/.test(path)))
      refuseRole(call, "UpdateAssumeRolePolicy", { ...news, name: current.outputs.name });
    return {};
  },
  delete(call, current) {
    // The provider takes a role out of the profiles it is in.
    for (const profile of call.account.list(INSTANCE_PROFILE))
      if (profile.outputs.role === current.outputs.name)
        call.account.put({ ...profile, outputs: { ...profile.outputs, role: "" } });
  },
};

const rolePolicy = dataType(ROLE_POLICY, {
  create(call, inputs) {
    refuseInlinePolicy(inputs);
    return { id: newId(ROLE_POLICY, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refuseInlinePolicy(news);
    return {};
  },
});

function refuseInlinePolicy(inputs: Properties): void {
  acceptDocument(
    "PutRolePolicy",
    `IAM Role Policy (${shown(inputs.role)})`,
    inputs,
    "policy",
    "identity",
    INLINE_QUOTA,
  );
}

/** Attaching a policy twice is no error; one detachment ends both, as the id is the same. */
const rolePolicyAttachment = dataType(ROLE_POLICY_ATTACHMENT, {
  create(call, inputs) {
    const [name, arn] = [text(inputs.role) ?? "", text(inputs.policyArn) ?? ""];
    const resource = `IAM Policy (${arn}) to IAM Role (${name})`;
    refusePolicyArn(call.account, "AttachRolePolicy", resource, arn);
    const others = call.account
      .list(ROLE_POLICY_ATTACHMENT)
      .filter(({ outputs }) => outputs.role === name && outputs.policyArn !== arn);
    if (others.length >= POLICIES_PER_ROLE)
      throw iamError(
        "AttachRolePolicy",
        resource,
        "LimitExceeded",
        `Cannot exceed quota for PoliciesPerRole: ${POLICIES_PER_ROLE}`,
      );
    return { id: newId(ROLE_POLICY_ATTACHMENT, call, inputs), outputs: {} };
  },
});

export const roleTypes: readonly ResourceType[] = [role, rolePolicy, rolePolicyAttachment];
