import * as toml from "smol-toml";
import { parse as parseYaml, YAMLParseError } from "yaml";
import { z } from "zod";
import type { V1Taint } from "../kubernetes/types";
import type { NodeReservations } from "./object";

/** What user data tells a node. */
export interface NodeUserData {
  /** Who reads it: nodeadm (Amazon Linux 2023), Bottlerocket, or neither. */
  readonly format: "nodeadm" | "bottlerocket" | "other";
  readonly clusterName?: string;
  readonly apiServerEndpoint?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly V1Taint[];
  /** The kubelet's `maxPods`. */
  readonly maxPods?: number;
  readonly reservations: NodeReservations;
}

const NOTHING: NodeUserData = { format: "other", labels: {}, taints: [], reservations: {} };

/** Reads user data as an EKS-optimised AMI does. @param userData Base64 */
export function parseNodeUserData(userData: string): NodeUserData {
  const text = Buffer.from(userData, "base64").toString("utf8");
  const documents = nodeConfigs(text);
  if (documents.length > 0) return nodeadmSettings(documents);
  return bottlerocketSettings(text) ?? NOTHING;
}

/** Whether it is a MIME multi-part archive, which is what EKS merges its own user data with. */
export function isMimeMultipart(userData: string): boolean {
  return /^Content-Type:\s*multipart\//im.test(Buffer.from(userData, "base64").toString("utf8"));
}

const resources = z.record(z.string(), z.string()).optional();

const taint = z.looseObject({ key: z.string(), value: z.string().optional(), effect: z.string() });

/** https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/ */
const nodeConfig = z.looseObject({
  kind: z.literal("NodeConfig"),
  spec: z.looseObject({
    cluster: z.looseObject({ name: z.string().optional(), apiServerEndpoint: z.string().optional() }).optional(),
    kubelet: z
      .looseObject({
        config: z
          .looseObject({
            maxPods: z.number().optional(),
            kubeReserved: resources,
            systemReserved: resources,
            evictionHard: resources,
            registerWithTaints: z.array(taint).optional(),
          })
          .nullish(),
        flags: z.array(z.string()).nullish(),
      })
      .optional(),
  }),
});

type NodeConfig = z.infer<typeof nodeConfig>["spec"];

/** The NodeConfig documents: parts of a MIME archive, or the whole text. */
function nodeConfigs(text: string): NodeConfig[] {
  const boundary = /boundary="?([^"\r\n]+)"?/.exec(text)?.[1];
  const documents =
    boundary === undefined
      ? [text]
      : text
          .split(`--${boundary}`)
          .filter((part) => /^Content-Type:\s*application\/node\.eks\.aws/im.test(part))
          .map((part) => part.slice(part.search(/\r?\n\r?\n(?=\S)/)));
  return documents.flatMap((document) => {
    const parsed = nodeConfig.safeParse(yamlOf(document));
    return parsed.success ? [parsed.data.spec] : [];
  });
}

function yamlOf(text: string): unknown {
  if (!/^\s*(---|apiVersion:|kind:|\{)/.test(text)) return undefined;
  try {
    return parseYaml(text);
  } catch (error) {
    // nodeadm says so in the instance's log, and the node never joins.
    if (error instanceof YAMLParseError) return undefined;
    throw error;
  }
}

/** nodeadm merges the documents: later values win, flags add up. */
function nodeadmSettings(documents: readonly NodeConfig[]): NodeUserData {
  const configs = documents.flatMap(({ kubelet }) => (kubelet?.config ? [kubelet.config] : []));
  const flags = new Map(
    documents.flatMap(({ kubelet }) => (kubelet?.flags ?? []).map((flag) => splitOnce(flag.replace(/^--/, ""), "="))),
  );
  const cluster = Object.assign({}, ...documents.map((document) => document.cluster)) as NodeConfig["cluster"];
  const maxPods = flags.get("max-pods") ?? configs.findLast((config) => config.maxPods !== undefined)?.maxPods;
  const merged = (name: "kubeReserved" | "systemReserved" | "evictionHard") =>
    Object.assign({}, ...configs.map((config) => config[name])) as Record<string, string>;
  return {
    format: "nodeadm",
    ...(cluster?.name !== undefined && { clusterName: cluster.name }),
    ...(cluster?.apiServerEndpoint !== undefined && { apiServerEndpoint: cluster.apiServerEndpoint }),
    labels: Object.fromEntries(listOf(flags.get("node-labels")).map((label) => splitOnce(label, "="))),
    taints: [
      ...(configs.findLast((config) => config.registerWithTaints)?.registerWithTaints ?? []),
      ...listOf(flags.get("register-with-taints")).map(taintOfFlag),
    ],
    ...(maxPods !== undefined && { maxPods: Number(maxPods) }),
    reservations: {
      kubeReserved: merged("kubeReserved"),
      systemReserved: merged("systemReserved"),
      evictionHard: merged("evictionHard"),
    },
  };
}

function listOf(flag: string | undefined): string[] {
  return (flag ?? "").split(",").filter((entry) => entry !== "");
}

/** `dedicated=batch:NoSchedule` */
function taintOfFlag(flag: string): V1Taint {
  const [keyAndValue, effect] = splitOnce(flag, ":");
  const [key, value] = splitOnce(keyAndValue, "=");
  return { key, ...(value !== "" && { value }), effect };
}

function splitOnce(text: string, separator: string): [string, string] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, ""] : [text.slice(0, index), text.slice(index + 1)];
}

const texts = z.record(z.string(), z.string()).optional();

/** https://bottlerocket.dev/en/os/latest/#/api/settings/kubernetes/ */
const bottlerocket = z.looseObject({
  settings: z
    .looseObject({
      kubernetes: z
        .looseObject({
          "cluster-name": z.string().optional(),
          "api-server": z.string().optional(),
          "node-labels": texts,
          "node-taints": z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
          "max-pods": z.number().optional(),
          "kube-reserved": texts,
          "system-reserved": texts,
          "eviction-hard": texts,
        })
        .optional(),
    })
    .optional(),
});

function bottlerocketSettings(text: string): NodeUserData | undefined {
  const parsed = bottlerocket.safeParse(tomlOf(text));
  if (!parsed.success || !parsed.data.settings) return undefined;
  const settings = parsed.data.settings.kubernetes ?? {};
  const taints = Object.entries(settings["node-taints"] ?? {}).flatMap(([key, values]) =>
    [values].flat().map((text) => {
      const [value, effect] = splitOnce(text, ":");
      return { key, ...(value !== "" && { value }), effect };
    }),
  );
  return {
    format: "bottlerocket",
    ...(settings["cluster-name"] !== undefined && { clusterName: settings["cluster-name"] }),
    ...(settings["api-server"] !== undefined && { apiServerEndpoint: settings["api-server"] }),
    labels: settings["node-labels"] ?? {},
    taints,
    ...(settings["max-pods"] !== undefined && { maxPods: settings["max-pods"] }),
    reservations: {
      kubeReserved: settings["kube-reserved"] ?? {},
      systemReserved: settings["system-reserved"] ?? {},
      evictionHard: settings["eviction-hard"] ?? {},
    },
  };
}

function tomlOf(text: string): unknown {
  try {
    return toml.parse(text);
  } catch {
    // Any other user data: Bottlerocket ignores it, and the node never joins.
    return undefined;
  }
}
