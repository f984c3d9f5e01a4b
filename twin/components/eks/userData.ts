import type * as aws from "@pulumi/aws";
import * as toml from "@iarna/toml";
import * as pulumi from "@pulumi/pulumi";
import { Document, isScalar, type Scalar, visit } from "yaml";
import { formatAddress, networkOfCidr } from "../../../capacity/cidr";

export type OperatingSystem = "AL2023" | "Bottlerocket";

/** What a node must know to join. */
export interface ClusterEndpoint {
  readonly name: string;
  readonly apiServerEndpoint: string;
  readonly certificateAuthority: string;
  readonly serviceCidr: string;
}

export interface UserDataArgs {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: Readonly<Record<string, { readonly value?: string; readonly effect: string }>>;
  readonly bottlerocketSettings?: Readonly<Record<string, unknown>>;
  readonly nodeadmExtraOptions?: readonly MimePart[];
}

interface MimePart {
  readonly contentType: string;
  readonly content: string;
}

export function clusterEndpointOf(cluster: pulumi.Output<aws.eks.Cluster>): pulumi.Output<ClusterEndpoint> {
  return pulumi.output({
    name: cluster.name,
    apiServerEndpoint: cluster.endpoint,
    certificateAuthority: cluster.certificateAuthority.data,
    serviceCidr: cluster.kubernetesNetworkConfig.serviceIpv4Cidr,
  });
}

/** What the node reads when it starts, in the form that its operating system takes. */
export function userDataFor(os: OperatingSystem, cluster: ClusterEndpoint, args: UserDataArgs): string {
  return os === "Bottlerocket" ? bottlerocketSettings(cluster, args) : nodeadmConfig(cluster, args);
}

/** https://awslabs.github.io/amazon-eks-ami/nodeadm/ */
function nodeadmConfig(
  { name, apiServerEndpoint, certificateAuthority, serviceCidr }: ClusterEndpoint,
  args: UserDataArgs,
) {
  const nodeConfig = (spec: object): MimePart => ({
    contentType: "application/node.eks.aws",
    content: `---\n${toYaml({ apiVersion: "node.eks.aws/v1alpha1", kind: "NodeConfig", spec })}`,
  });
  const flags = kubeletFlags(args);
  const parts = [
    nodeConfig({ cluster: { name, apiServerEndpoint, certificateAuthority, cidr: serviceCidr } }),
    ...(flags.length > 0 ? [nodeConfig({ kubelet: { flags } })] : []),
    ...(args.nodeadmExtraOptions ?? []),
  ];
  const body = parts.map(({ contentType, content }) => `--BOUNDARY\nContent-Type: ${contentType}\n\n${content}\n`);
  return `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="BOUNDARY"\n\n${body.join("")}--BOUNDARY--\n`;
}

function kubeletFlags({ labels = {}, taints = {} }: UserDataArgs): string[] {
  const nodeLabels = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const nodeTaints = Object.entries(taints).map(([key, { value, effect }]) =>
    value ? `${key}=${value}:${effect}` : `${key}:${effect}`,
  );
  return [
    ...(nodeLabels.length > 0 ? [`--node-labels=${nodeLabels.join(",")}`] : []),
    ...(nodeTaints.length > 0 ? [`--register-with-taints=${nodeTaints.join(",")}`] : []),
  ];
}

/** https://bottlerocket.dev/en/os/latest/#/api/settings/kubernetes/ */
function bottlerocketSettings(cluster: ClusterEndpoint, args: UserDataArgs): string {
  const given = tableOf(args.bottlerocketSettings ?? {});
  const settings = tableOf(given.settings);
  const taints = Object.entries(args.taints ?? {}).map(([key, { value = "", effect }]) => [key, `${value}:${effect}`]);
  const kubernetes = {
    "cluster-name": cluster.name,
    "api-server": cluster.apiServerEndpoint,
    "cluster-certificate": cluster.certificateAuthority,
    "cluster-dns-ip": clusterDnsAddress(cluster.serviceCidr),
    ...(args.labels && { "node-labels": args.labels }),
    ...(args.taints && { "node-taints": Object.fromEntries(taints) as unknown }),
    ...tableOf(settings.kubernetes),
  };
  // The library that the official component writes with: user data that differs replaces nodes.
  return toml.stringify(sorted({ ...given, settings: { ...settings, kubernetes } }) as toml.JsonMap);
}

/** The tenth address of the service network. */
function clusterDnsAddress(serviceCidr: string): string {
  const cidr = networkOfCidr(serviceCidr);
  if (!cidr) throw new Error(`Invalid CIDR block: ${serviceCidr}`);
  return formatAddress(cidr.network + 10);
}

function tableOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}

/** Quotes a text that begins with a dash: needless, but the component does, and user data that differs replaces nodes. */
function toYaml(value: object): string {
  const document = new Document(value);
  visit(document, {
    Scalar: (_key, node) => {
      if (isQuotable(node)) node.type = "QUOTE_SINGLE";
    },
  });
  return document.toString({ lineWidth: 0 });
}

function isQuotable(node: unknown): node is Scalar {
  return isScalar(node) && typeof node.value === "string" && node.value.startsWith("-");
}
