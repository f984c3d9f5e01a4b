import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

type Environment = Record<string, pulumi.Output<string>>;

export const cniEnvironmentInputs = [
  "cniConfigureRpfilter",
  "cniCustomNetworkCfg",
  "cniExternalSnat",
  "customNetworkConfig",
  "disableTcpEarlyDemux",
  "enablePodEni",
  "enablePrefixDelegation",
  "eniConfigLabelDef",
  "eniMtu",
  "externalSnat",
  "logFile",
  "logLevel",
  "nodePortSupport",
  "vethPrefix",
  "warmEniTarget",
  "warmIpTarget",
  "warmPrefixTarget",
] as const satisfies readonly (keyof eks.VpcCniAddonArgs)[];

type EnvironmentInputs = Pick<eks.VpcCniAddonArgs, (typeof cniEnvironmentInputs)[number]>;

/**
 * Environment of the CNI's container, from the component's inputs and its defaults.
 *
 * https://github.com/aws/amazon-vpc-cni-k8s#cni-configuration-variables
 */
export function cniEnvironment(args: EnvironmentInputs): Environment {
  if (args.cniExternalSnat && args.externalSnat) {
    throw new Error("Please specify one of `cniExternalSnat` or `externalSnat` in your VpcCniOptions");
  }
  // As in the component, a `false` or 0 counts as not given, except for the number of spare network interfaces.
  return environment({
    AWS_VPC_CNI_NODE_PORT_SUPPORT: args.nodePortSupport || undefined,
    WARM_ENI_TARGET: args.warmEniTarget ?? 1,
    WARM_IP_TARGET: args.warmIpTarget || undefined,
    WARM_PREFIX_TARGET: args.warmPrefixTarget || undefined,
    ENABLE_PREFIX_DELEGATION: args.enablePrefixDelegation || undefined,
    AWS_VPC_K8S_CNI_LOGLEVEL: args.logLevel || "DEBUG",
    AWS_VPC_K8S_CNI_LOG_FILE: args.logFile || "/host/var/log/aws-routed-eni/ipamd.log",
    AWS_VPC_K8S_CNI_VETHPREFIX: args.vethPrefix || "eni",
    AWS_VPC_ENI_MTU: args.eniMtu || 9001,
    ENI_CONFIG_LABEL_DEF: args.eniConfigLabelDef || undefined,
    AWS_VPC_K8S_PLUGIN_LOG_LEVEL: "DEBUG",
    AWS_VPC_K8S_PLUGIN_LOG_FILE: "/var/log/aws-routed-eni/plugin.log",
    ENABLE_POD_ENI: args.enablePodEni || false,
    AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER: args.cniConfigureRpfilter || undefined,
    // The component has `customNetworkConfig` too, but writes the answer to `cniCustomNetworkCfg` over it.
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: args.cniCustomNetworkCfg || false,
    AWS_VPC_K8S_CNI_EXTERNALSNAT: args.externalSnat || args.cniExternalSnat || false,
  });
}

/** Environment of the CNI's init container. */
export function cniInitEnvironment({ disableTcpEarlyDemux }: EnvironmentInputs): Environment {
  return environment({ DISABLE_TCP_EARLY_DEMUX: disableTcpEarlyDemux || false });
}

/** Adds the environments and the network policy switch to the given configuration values, which win. */
export function withEnvironment(
  given: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>>,
  initEnv: Readonly<Record<string, string>>,
  enableNetworkPolicy: boolean | undefined,
): object {
  const init = asObject(given.init);
  return {
    ...(enableNetworkPolicy !== undefined && { enableNetworkPolicy: String(enableNetworkPolicy) }),
    ...given,
    env: { ...env, ...asObject(given.env) },
    init: { ...init, env: { ...initEnv, ...asObject(init.env) } },
  };
}

function environment(values: Record<string, pulumi.Input<string | number | boolean> | undefined>): Environment {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, pulumi.output(value).apply(String)]));
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
