/** Type tokens of IAM's resources, for those that look at each other. */
export const ROLE = "aws:iam/role:Role";
export const ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy";
export const ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
export const POLICY = "aws:iam/policy:Policy";
export const POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment";
export const INSTANCE_PROFILE = "aws:iam/instanceProfile:InstanceProfile";
export const OIDC_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
export const SERVICE_LINKED_ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole";
export const USER = "aws:iam/user:User";
export const USER_POLICY_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment";
export const ACCESS_KEY = "aws:iam/accessKey:AccessKey";
export const GROUP = "aws:iam/group:Group";
