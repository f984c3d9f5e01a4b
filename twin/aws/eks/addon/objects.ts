import { readFileSync } from "node:fs";
import path from "node:path";
import type { KubernetesObject, V1ConfigMap, V1DaemonSet, V1Deployment, V1EnvVar } from "../kubernetes/types";
import { type Document, parseAllDocuments } from "yaml";
import type { AddonConfiguration } from "./configuration";

const MANIFESTS = path.join(__dirname, "manifests");

/** What an add-on's manifest depends on. */
export interface AddonSetting {
  readonly version: string;
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: string;
  /** Address of the cluster's DNS service. */
  readonly clusterDns: string;
}

export type Workload = V1DaemonSet | V1Deployment;

export function isWorkload(object: KubernetesObject): object is Workload {
  return object.kind === "DaemonSet" || object.kind === "Deployment";
}

/** The objects that EKS installs for an add-on of this build and configuration, in the order in which they are applied. */
export function addonObjects(
  addon: string,
  setting: AddonSetting,
  configuration: AddonConfiguration = {},
): KubernetesObject[] {
  const text = readFileSync(path.join(MANIFESTS, `${addon}.yaml`), "utf8");
  const appVersion = setting.version.replace(/-eksbuild\.\d+$/, "");
  const variables: Readonly<Record<string, string>> = {
    VERSION: setting.version,
    APP_VERSION: appVersion,
    MINIMAL_VERSION: setting.version.replace("-eksbuild", "-minimal-eksbuild"),
    REGISTRY: `602401143452.dkr.ecr.${setting.region}.amazonaws.com`,
    REGION: setting.region,
    CLUSTER: setting.clusterName,
    VPC: setting.vpcId,
    CLUSTER_DNS: setting.clusterDns,
  };
  const filled = text.replace(/\$\{([A-Z_]+)\}/g, (placeholder, name: string) => variables[name] ?? placeholder);
  const objects = parsed(filled)
    .map((document) => document.toJS() as KubernetesObject)
    .filter((object) => configuration.containerLogs?.enabled !== false || !isOfContainerLogs(object));
  for (const object of objects) configure(object, configuration);
  return [...objects, ...eniConfigs(configuration)];
}

/** Of amazon-cloudwatch-observability. */
function isOfContainerLogs({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.["k8s-app"] === "fluent-bit";
}

/** Of vpc-cni: where the interfaces of pods are, by zone. */
const eniConfigs = ({ eniConfig }: AddonConfiguration): KubernetesObject[] =>
  Object.entries(eniConfig?.subnets ?? {}).map(([name, { id }]): KubernetesObject & { readonly spec: object } => ({
    apiVersion: "crd.k8s.amazonaws.com/v1alpha1",
    kind: "ENIConfig",
    metadata: { name },
    spec: { subnet: id },
  }));

const manifests = new Map<string, readonly Document[]>();

/** Parsed once: every check, installation and removal of an add-on asks for its objects. */
function parsed(manifest: string): readonly Document[] {
  const documents = manifests.get(manifest) ?? [...parseAllDocuments(manifest)];
  manifests.set(manifest, documents);
  return documents;
}

function configure(object: KubernetesObject, configuration: AddonConfiguration): void {
  const { enableNetworkPolicy, config } = configuration;
  if (isWorkload(object)) configureWorkload(object, configuration);
  const { data } = object as V1ConfigMap;
  if (enableNetworkPolicy !== undefined && data && "enable-network-policy-controller" in data) {
    data["enable-network-policy-controller"] = enableNetworkPolicy;
  }
  const pipeline = data?.[FLUENT_BIT];
  if (config && data && pipeline !== undefined) data[FLUENT_BIT] = withSections(pipeline, config);
}

const FLUENT_BIT = "fluent-bit.conf";

/** Fluent Bit's configuration with other inputs and outputs. */
function withSections(pipeline: string, { inputs, outputs }: NonNullable<AddonConfiguration["config"]>): string {
  const sections = pipeline.split(/^(?=\[)/m);
  const kind = (title: string) => sections.filter((section) => section.startsWith(`[${title}]`));
  return [
    ...kind("SERVICE"),
    ...(inputs === undefined ? kind("INPUT") : [inputs]),
    ...kind("FILTER"),
    ...(outputs === undefined ? kind("OUTPUT") : [outputs]),
  ].join("");
}

function configureWorkload(workload: Workload, configuration: AddonConfiguration): void {
  const { computeType, env, init, enableNetworkPolicy, controller, affinity, tolerations } = configuration;
  // EKS adds more from 17 nodes on.
  const replicas = configuration.replicaCount ?? configuration.replicas ?? configuration.autoScaling?.minReplicas;
  if (isDeployment(workload) && replicas !== undefined && workload.spec) workload.spec.replicas = replicas;
  const template = workload.spec?.template;
  const [main, nodeAgent] = template?.spec?.containers ?? [];
  if (!template || !main) throw new Error(`${workload.metadata?.name} has no pod template`);
  if (computeType === "Fargate") delete template.metadata?.annotations?.["eks.amazonaws.com/compute-type"];
  if (template.spec && affinity) template.spec.affinity = affinity;
  if (template.spec && tolerations) template.spec.tolerations = tolerations;
  if (controller && isDeployment(workload)) main.args = [...(main.args ?? []), ...tagArguments(controller)];
  const flags = flagsOf(configuration);
  if (flags.length > 0) main.args = [...(main.args ?? []), ...flags];
  if (env) main.env = withVariables(main.env, env);
  const [initial] = template.spec?.initContainers ?? [];
  if (init && initial) initial.env = withVariables(initial.env, init.env);
  if (enableNetworkPolicy !== undefined && nodeAgent?.args) {
    nodeAgent.args = nodeAgent.args.map((argument) =>
      argument.startsWith("--enable-network-policy=") ? `--enable-network-policy=${enableNetworkPolicy}` : argument,
    );
  }
}

const withVariables = (present: readonly V1EnvVar[] = [], given: Readonly<Record<string, string>>): V1EnvVar[] => [
  ...present.filter(({ name }) => !(name in given)),
  ...Object.entries(given).map(([name, value]) => ({ name, value })),
];

/** As the charts of the EBS and the EFS driver write them. */
function tagArguments({ extraVolumeTags, tags }: NonNullable<AddonConfiguration["controller"]>): string[] {
  const joined = (given: Readonly<Record<string, string>>, between: string) =>
    Object.entries(given).map((tag) => tag.join(between));
  return [
    ...(extraVolumeTags ? [`--extra-tags=${joined(extraVolumeTags, "=").join(",")}`] : []),
    ...(tags ? [`--tags=${joined(tags, ":").join(" ")}`] : []),
  ];
}

/** Keys that become flags of the command, as in external-dns. */
function flagsOf({ policy, sources, txtOwnerId, domainFilters, extraArgs = [] }: AddonConfiguration): string[] {
  const flags = { policy, source: sources, "txt-owner-id": txtOwnerId, "domain-filter": domainFilters };
  const given = Object.entries(flags).flatMap(([flag, values]) =>
    [values ?? []].flat().map((value) => `--${flag}=${value}`),
  );
  return [...given, ...extraArgs];
}

export function isDeployment(workload: Workload): workload is V1Deployment {
  return workload.kind === "Deployment";
}
