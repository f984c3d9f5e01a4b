import * as toml from "smol-toml";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import type { V1Taint } from "../kubernetes/types";
import type { NodeReservations } from "./object";

/** What user data tells a node. */
export interface NodeUserData {
  readonly clusterName?: string;
  readonly apiServerEndpoint?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly V1Taint[];
  /** The kubelet's `maxPods`. */
  readonly maxPods?: number;
  readonly reservations: NodeReservations;
}

/** Reads user data as an EKS-optimised AMI does: Amazon Linux a MIME archive, Bottlerocket TOML. @param userData Base64 */
export function parseNodeUserData(userData: string): NodeUserData {
  const text = Buffer.from(userData, "base64").toString("utf8");
  return /^Content-Type:\s*multipart\//im.test(text) ? nodeadmSettings(text) : bottlerocketSettings(text);
}

const resources = z.record(z.string(), z.string()).default({});

/** https://awslabs.github.io/amazon-eks-ami/nodeadm/doc/api/ */
const nodeConfig = z.looseObject({
  spec: z.looseObject({
    cluster: z.looseObject({ name: z.string(), apiServerEndpoint: z.string() }).optional(),
    kubelet: z
      .looseObject({
        config: z.looseObject({ maxPods: z.number(), systemReserved: resources, evictionHard: resources }).optional(),
        flags: z.array(z.string()).default([]),
      })
      .optional(),
  }),
});

/** Of the parts for nodeadm, which merges them, one says each thing. */
function nodeadmSettings(archive: string): NodeUserData {
  const boundary = /boundary="([^"]+)"/.exec(archive)?.[1] ?? "";
  const documents = archive
    .split(`--${boundary}`)
    .filter((part) => /^Content-Type:\s*application\/node\.eks\.aws/im.test(part))
    .map((part) => nodeConfig.parse(parseYaml(part.slice(part.search(/\n\n(?=\S)/)))).spec);
  const cluster = documents.find((document) => document.cluster)?.cluster;
  const config = documents.find(({ kubelet }) => kubelet?.config)?.kubelet?.config;
  const flags = new Map(documents.flatMap(({ kubelet }) => kubelet?.flags ?? []).map((flag) => splitOnce(flag, "=")));
  return {
    clusterName: cluster?.name,
    apiServerEndpoint: cluster?.apiServerEndpoint,
    labels: Object.fromEntries(listOf(flags.get("--node-labels")).map((label) => splitOnce(label, "="))),
    taints: listOf(flags.get("--register-with-taints")).map(taintOfFlag),
    maxPods: config?.maxPods,
    reservations: { systemReserved: config?.systemReserved, evictionHard: config?.evictionHard },
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

/** https://bottlerocket.dev/en/os/latest/#/api/settings/kubernetes/ */
const bottlerocket = z.looseObject({
  settings: z.looseObject({
    kubernetes: z.looseObject({
      "cluster-name": z.string().optional(),
      "api-server": z.string().optional(),
      "node-labels": resources,
      "node-taints": resources,
      "max-pods": z.number(),
      "system-reserved": resources,
      "eviction-hard": resources,
    }),
  }),
});

function bottlerocketSettings(text: string): NodeUserData {
  const settings = bottlerocket.parse(toml.parse(text)).settings.kubernetes;
  return {
    clusterName: settings["cluster-name"],
    apiServerEndpoint: settings["api-server"],
    labels: settings["node-labels"],
    taints: Object.entries(settings["node-taints"]).map(([key, text]) => {
      const [value, effect] = splitOnce(text, ":");
      return { key, ...(value !== "" && { value }), effect };
    }),
    maxPods: settings["max-pods"],
    reservations: { systemReserved: settings["system-reserved"], evictionHard: settings["eviction-hard"] },
  };
}
