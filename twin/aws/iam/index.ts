import { AwsError } from "../error";
import { dataType, newId } from "../generic";
import { shown, text } from "../read";
import { partitionOf } from "../regions";
import type { ResourceType } from "../resourceType";
import { rules } from "../rules";
import { trustedServices } from "./grants";
import { INSTANCE_PROFILE, OIDC_PROVIDER, ROLE, ROLE_POLICY, ROLE_POLICY_ATTACHMENT } from "./types";

export { iamFunctions } from "./functions";

/** A role that services may take. */
const role = dataType(ROLE, {
  create(call, inputs) {
    trustedServices(inputs);
    return { id: newId(ROLE, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    trustedServices(news);
    return {};
  },
});

/** Attaching a policy twice is no error; one detachment ends both, as the id is the same. */
const rolePolicyAttachment = dataType(ROLE_POLICY_ATTACHMENT, {
  create(call, inputs) {
    const [name, arn] = [text(inputs.role) ?? "", text(inputs.policyArn) ?? ""];
    if (!rules.general.managedPolicies.includes(arn.split("::aws:policy/")[1] ?? ""))
      throw new AwsError(
        "IAM",
        "AttachRolePolicy",
        `IAM Policy (${arn}) to IAM Role (${name})`,
        "NoSuchEntity",
        `Policy ${arn} does not exist or is not attachable.`,
      );
    return { id: newId(ROLE_POLICY_ATTACHMENT, call, inputs), outputs: {} };
  },
});

const oidcProvider = dataType(OIDC_PROVIDER, {
  create({ account, region }, { url }) {
    const issuer = shown(url).replace(/^https:\/\//, "");
    return { id: `arn:${partitionOf(region)}:iam::${account.id}:oidc-provider/${issuer}`, outputs: {} };
  },
});

export const iamTypes: readonly ResourceType[] = [
  role,
  dataType(ROLE_POLICY),
  rolePolicyAttachment,
  dataType(INSTANCE_PROFILE),
  oidcProvider,
];
