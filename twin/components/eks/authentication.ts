import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { eksChild, eksKubernetesChild } from "../children";

type AccessEntry = eks.types.input.AccessEntryArgs;

export function supportsConfigMap(mode: string | undefined): boolean {
  return mode !== "API";
}

export function supportsAccessEntries(mode: string | undefined): boolean {
  return mode === "API" || mode === "API_AND_CONFIG_MAP";
}

/** Refuses inputs that the authentication mode has no use for. */
export function validateAuthentication(args: eks.ClusterArgs): void {
  const mode = args.authenticationMode;
  const modes = ["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];
  if (mode && !modes.includes(mode)) {
    throw new Error(`Invalid value for authenticationMode: ${mode}. Allowed values are: ${modes.join(", ")}.`);
  }
  if (!supportsConfigMap(mode)) {
    for (const key of ["roleMappings", "userMappings", "instanceRoles"] as const) {
      const value = args[key];
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      throw new Error(
        `The '${key}' property does not support non-empty values when 'authenticationMode' is set to '${mode}'.`,
      );
    }
  }
  if (args.accessEntries && !supportsAccessEntries(mode)) {
    throw new Error(
      `The 'accessEntries' property is not supported when 'authenticationMode' is ${mode ? `set to '${mode}'` : "not set"}.`,
    );
  }
}

export interface Authentication {
  /** The ConfigMap `aws-auth`, where the mode has one. */
  readonly awsAuth?: kubernetes.core.v1.ConfigMap;
  readonly accessEntries: readonly aws.eks.AccessEntry[];
  /** What the access entries were made from. */
  readonly accessEntryArgs: readonly AccessEntry[];
}

export interface AuthenticationArgs {
  readonly args: eks.ClusterArgs;
  readonly cluster: aws.eks.Cluster;
  readonly instanceRoles: pulumi.Output<aws.iam.Role[]>;
  /** A role of nodes that needs an access entry. */
  readonly defaultRole: pulumi.Output<aws.iam.Role> | undefined;
  readonly provider: kubernetes.Provider;
}

/** Lets the nodes and the principals that are given into the cluster, in the ways that its authentication mode has. */
export function createAuthentication(
  name: string,
  { args, cluster, instanceRoles, defaultRole, provider }: AuthenticationArgs,
  parent: pulumi.ComponentResource,
): Authentication {
  const awsAuth = supportsConfigMap(args.authenticationMode)
    ? createAwsAuth(
        name,
        { instanceRoles, roleMappings: args.roleMappings, userMappings: args.userMappings, provider },
        parent,
      )
    : undefined;
  if (!supportsAccessEntries(args.authenticationMode)) return { awsAuth, accessEntries: [], accessEntryArgs: [] };
  const entries: Record<string, AccessEntry> = {
    ...(defaultRole && { defaultNodeGroupInstanceRole: { principalArn: defaultRole.arn, type: "EC2_LINUX" } }),
    ...args.accessEntries,
  };
  const accessEntries = createAccessEntries(name, cluster, entries, parent);
  return { awsAuth, accessEntries, accessEntryArgs: Object.values(entries) };
}

/** An access entry for each key, and its policy associations below it. */
function createAccessEntries(
  name: string,
  cluster: aws.eks.Cluster,
  entries: Readonly<Record<string, AccessEntry>>,
  parent: pulumi.ComponentResource,
): aws.eks.AccessEntry[] {
  return Object.entries(entries).map(([key, { accessPolicies, username, ...rest }]) => {
    const entry = new aws.eks.AccessEntry(
      `${name}-${key}`,
      { ...rest, clusterName: cluster.name, userName: username },
      { ...eksChild(parent), dependsOn: [cluster] },
    );
    for (const [policyKey, association] of Object.entries(accessPolicies ?? {})) {
      const { accessScope, policyArn } = pulumi.output(association);
      new aws.eks.AccessPolicyAssociation(
        `${name}-${key}-${policyKey}`,
        { accessScope, principalArn: rest.principalArn, policyArn, clusterName: cluster.name },
        { ...eksChild(entry), dependsOn: [entry] },
      );
    }
    return entry;
  });
}

interface AwsAuthArgs {
  readonly instanceRoles: pulumi.Output<aws.iam.Role[]>;
  readonly roleMappings: eks.ClusterArgs["roleMappings"];
  readonly userMappings: eks.ClusterArgs["userMappings"];
  readonly provider: kubernetes.Provider;
}

/** The ConfigMap `aws-auth`, which lets the nodes join and maps IAM principals to Kubernetes users. */
function createAwsAuth(
  name: string,
  { instanceRoles, roleMappings, userMappings, provider }: AwsAuthArgs,
  parent: pulumi.ComponentResource,
): kubernetes.core.v1.ConfigMap {
  const roleArns = instanceRoles.apply((roles) => pulumi.all(roles.map((role) => role.arn)));
  const mapRoles = pulumi.all([roleMappings ?? [], roleArns]).apply(([mappings, arns]) => {
    const nodes = arns.map((roleArn) => ({
      roleArn,
      username: "system:node:{{EC2PrivateDNSName}}",
      groups: ["system:bootstrappers", "system:nodes"],
    }));
    return [...mappings, ...nodes].map(({ roleArn, username, groups }) => ({ rolearn: roleArn, username, groups }));
  });
  const mapUsers = pulumi
    .output(userMappings)
    .apply((mappings) => mappings?.map(({ userArn, username, groups }) => ({ userarn: userArn, username, groups })));
  const toYaml = (value: unknown) => stringify(value, { lineWidth: 0 });
  return new kubernetes.core.v1.ConfigMap(
    `${name}-nodeAccess`,
    {
      immutable: false,
      metadata: {
        name: "aws-auth",
        namespace: "kube-system",
        annotations: { "pulumi.com/patchForce": "true" },
      },
      data: { mapRoles: mapRoles.apply(toYaml), ...(userMappings && { mapUsers: mapUsers.apply(toYaml) }) },
    },
    { ...eksKubernetesChild(parent), provider },
  );
}
