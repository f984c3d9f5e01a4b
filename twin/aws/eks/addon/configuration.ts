import { parse as parseYaml } from "yaml";
import { z } from "zod";

const quantities = z.record(z.string(), z.union([z.string(), z.number()]));

const resources = z.strictObject({ requests: quantities.optional(), limits: quantities.optional() });

const scheduling = {
  tolerations: z.array(z.looseObject({})).optional(),
  nodeSelector: z.record(z.string(), z.string()).optional(),
  affinity: z.looseObject({}).optional(),
  topologySpreadConstraints: z.array(z.looseObject({})).optional(),
  podAnnotations: z.record(z.string(), z.string()).optional(),
  podLabels: z.record(z.string(), z.string()).optional(),
  resources: resources.optional(),
};

const env = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/**
 * What `configurationValues` of an add-on may hold: the keys of its own schema, in the newest builds.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/updating-an-add-on.html (aws eks describe-addon-configuration)
 */
const schemas = {
  "vpc-cni": z.strictObject({
    ...scheduling,
    env: env.optional(),
    init: z.looseObject({ env: env.optional() }).optional(),
    nodeAgent: z.looseObject({}).optional(),
    enableNetworkPolicy: z.string().optional(),
    enableWindowsIpam: z.string().optional(),
    enableWindowsPrefixDelegation: z.string().optional(),
    eniConfig: z.looseObject({}).optional(),
    livenessProbeTimeoutSeconds: z.number().int().optional(),
    readinessProbeTimeoutSeconds: z.number().int().optional(),
    minimumWindowsIPTarget: z.number().int().optional(),
    warmWindowsIPTarget: z.number().int().optional(),
    warmWindowsPrefixTarget: z.number().int().optional(),
  }),
  coredns: z.strictObject({
    ...scheduling,
    replicaCount: z.number().int().min(1).optional(),
    autoScaling: z.looseObject({ enabled: z.boolean() }).optional(),
    computeType: z.string().optional(),
    corefile: z.string().optional(),
    podDisruptionBudget: z.looseObject({ enabled: z.boolean().optional() }).optional(),
  }),
  "kube-proxy": z.strictObject({
    resources: resources.optional(),
    podAnnotations: scheduling.podAnnotations,
    podLabels: scheduling.podLabels,
    mode: z.enum(["iptables", "ipvs", "nftables"]).optional(),
    ipvs: z.looseObject({}).optional(),
  }),
  "eks-pod-identity-agent": z.strictObject({
    ...scheduling,
    agent: z.looseObject({}).optional(),
    priorityClassName: z.string().optional(),
    updateStrategy: z.looseObject({}).optional(),
  }),
  "aws-ebs-csi-driver": z.strictObject({
    controller: z.looseObject({}).optional(),
    node: z.looseObject({}).optional(),
    sidecars: z.looseObject({}).optional(),
    defaultStorageClass: z.looseObject({ enabled: z.boolean() }).optional(),
  }),
  "metrics-server": z.strictObject({
    ...scheduling,
    replicas: z.number().int().min(1).optional(),
    podDisruptionBudget: z.looseObject({ enabled: z.boolean().optional() }).optional(),
    service: z.looseObject({}).optional(),
    updateStrategy: z.looseObject({}).optional(),
  }),
} as const;

/** The keys that any of the schemas knows, as far as the twin gives them an effect. */
export interface AddonConfiguration {
  readonly replicaCount?: number;
  readonly replicas?: number;
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: object;
  readonly topologySpreadConstraints?: readonly object[];
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly resources?: object;
  readonly env?: Readonly<Record<string, string | number | boolean>>;
  readonly enableNetworkPolicy?: string;
  readonly corefile?: string;
  readonly computeType?: string;
  readonly podDisruptionBudget?: { readonly enabled?: boolean };
}

const EFFECTIVE_KEYS: readonly string[] = [
  "replicaCount",
  "replicas",
  "tolerations",
  "nodeSelector",
  "affinity",
  "topologySpreadConstraints",
  "podAnnotations",
  "podLabels",
  "resources",
  "env",
  "enableNetworkPolicy",
  "corefile",
  "computeType",
  "podDisruptionBudget",
];

export interface ParsedConfiguration {
  readonly values: AddonConfiguration;
  /** Keys that are allowed, but change nothing on the twin. */
  readonly withoutEffect: readonly string[];
}

/**
 * Reads an add-on's `configurationValues`, JSON or YAML.
 * @throws with EKS's words about the first thing that its schema does not allow
 */
export function parseConfiguration(addon: string, text: string | undefined): ParsedConfiguration {
  if (text === undefined || text.trim() === "") return { values: {}, withoutEffect: [] };
  const schema = isConfigurable(addon) ? schemas[addon] : z.strictObject({});
  const result = schema.safeParse(parseText(text));
  if (!result.success) throw new ConfigurationError(result.error.issues.map(schemaProblem));
  return {
    values: result.data,
    withoutEffect: Object.keys(result.data).filter((key) => !EFFECTIVE_KEYS.includes(key)),
  };
}

export class ConfigurationError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `ConfigurationValue provided in request is not supported: Json schema validation failed with error: [${problems.join(", ")}]`,
    );
  }
}

function isConfigurable(addon: string): addon is keyof typeof schemas {
  return addon in schemas;
}

function parseText(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new ConfigurationError([
      `$: is neither JSON nor YAML: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

function schemaProblem(issue: z.core.$ZodIssue): string {
  const path = ["$", ...issue.path].join(".");
  if (issue.code !== "unrecognized_keys") return `${path}: ${issue.message}`;
  return issue.keys
    .map((key) => `${path}.${key}: is not defined in the schema and the schema does not allow additional properties`)
    .join(", ");
}
