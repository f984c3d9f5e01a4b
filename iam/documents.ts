import { permissions, type TypePermissions } from "./permissions";

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

const steps = (type: TypePermissions) => [type.create, type.update ?? {}, type.unset ?? {}];
const types = Object.values(permissions.types);

const reading = [...types.flatMap(({ read }) => read), ...Object.values(permissions.functions).flat()];
const changing = types.flatMap((type) => [
  ...steps(type).flatMap((step) => Object.values(step).flat()),
  ...type.delete,
  ...(type.passes ? ["iam:PassRole"] : []),
  ...(type.serviceLinkedRoles ? ["iam:CreateServiceLinkedRole"] : []),
]);

/** The roles that the program makes: their names in it end in `-role`, and Pulumi appends 7 digits. Roles of people and pipelines must not match. */
const ROLES = "arn:aws:iam::*:role/*-role-*";

/** To what an action is limited, and under which condition. */
const limits: readonly Omit<Statement, "Effect">[] = [
  {
    Sid: "PassRoles",
    Action: ["iam:PassRole"],
    Resource: ROLES,
    Condition: { StringEquals: { "iam:PassedToService": distinct(types.flatMap(passedTo)) } },
  },
  {
    Sid: "ServiceLinkedRoles",
    Action: ["iam:CreateServiceLinkedRole"],
    Resource: "arn:aws:iam::*:role/aws-service-role/*",
    Condition: {
      StringEquals: {
        "iam:AWSServiceName": distinct(types.flatMap(({ serviceLinkedRoles = [] }) => serviceLinkedRoles)),
      },
    },
  },
  {
    Sid: "AttachPolicies",
    Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
    Resource: ROLES,
    Condition: {
      ArnEquals: { "iam:PolicyARN": permissions.attaches.map((name) => `arn:aws:iam::aws:policy/${name}`) },
    },
  },
  {
    Sid: "GrantToRoles", // with AttachPolicies: what can be tied to a permissions boundary
    Action: ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
    Resource: ROLES,
  },
  {
    Sid: "Roles",
    Action: [
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
      "iam:UpdateRoleDescription",
    ],
    Resource: ROLES,
  },
  {
    Sid: "LogGroups",
    Action: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    Resource: [
      "/aws/containerinsights/*",
      "/aws/eks/*",
      "data-plane-fargate-logs-*",
      "fluent-bit-*",
      "network-flow-logs-*",
    ].map((name) => `arn:aws:logs:*:*:log-group:${name}`),
  },
  {
    Sid: "ValidationRecords", // of certificates; other records are no business of a deployer
    Action: ["route53:ChangeResourceRecordSets"],
    Resource: "arn:aws:route53:::hostedzone/*",
    Condition: {
      "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["CNAME"] },
      "ForAllValues:StringLike": { "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_*"] },
    },
  },
  {
    Sid: "IdentityProviders",
    Action: [
      "iam:AddClientIDToOpenIDConnectProvider",
      "iam:CreateOpenIDConnectProvider",
      "iam:DeleteOpenIDConnectProvider",
      "iam:RemoveClientIDFromOpenIDConnectProvider",
      "iam:TagOpenIDConnectProvider",
      "iam:UntagOpenIDConnectProvider",
    ],
    Resource: "arn:aws:iam::*:oidc-provider/token.actions.githubusercontent.com",
  },
  { Sid: "PublicParameters", Action: ["ssm:GetParameter"], Resource: "arn:aws:ssm:*::parameter/aws/service/*" },
];

function passedTo({ passes = [] }: TypePermissions): readonly string[] {
  return passes.flatMap(({ to }) => to);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

/** Actions without a limit come by service: `ec2:CreateVpc` stands in the statement Ec2. */
function policyDocument(actions: readonly string[]): PolicyDocument {
  const limited = limits.flatMap((limit) => {
    const Action = limit.Action.filter((action) => actions.includes(action));
    return Action.length > 0 ? [{ ...limit, Action }] : [];
  });
  const free = actions.filter((action) => !limits.some((limit) => limit.Action.includes(action)));
  const unlimited = distinct(free.map(serviceOf)).map((service) => ({
    Sid: service.replace(/(?:^|-)(.)/g, (_match, letter: string) => letter.toUpperCase()),
    Action: free.filter((action) => serviceOf(action) === service),
    Resource: "*",
  }));
  return {
    Version: "2012-10-17",
    Statement: [...unlimited, ...limited].map(({ Sid, ...rest }) => ({ Sid, Effect: "Allow", ...rest })),
  };
}

function serviceOf(action: string): string {
  return action.split(":", 1)[0] ?? "";
}

const deployer = distinct([...reading, ...changing]).filter((action) => !(action in permissions.withheld));

/** Which policy of the deployer has the actions of a service, if not the first: a managed policy holds 6,144 characters. */
const parts: Readonly<Record<string, readonly string[]>> = {
  "deployer-iam": ["iam"],
  "deployer-addons": ["acm", "cloudwatch", "elasticfilesystem", "events", "route53", "sns", "sqs"],
  "deployer-registry": ["ecr", "ecr-public", "inspector2"],
};

const ofServices = (services: readonly string[]) => deployer.filter((action) => services.includes(serviceOf(action)));
const apart = Object.values(parts).flat();

/** The policies in this folder, by file name. */
export const documents: Readonly<Record<string, PolicyDocument>> = {
  deployer: policyDocument(deployer.filter((action) => !apart.includes(serviceOf(action)))),
  ...Object.fromEntries(Object.entries(parts).map(([name, services]) => [name, policyDocument(ofServices(services))])),
  preview: policyDocument(distinct(reading)),
};
