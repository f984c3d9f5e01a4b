import type { CheckFailure, DiffRequest, DiffResult, PropertyDiff } from "../provider/resourceProvider";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { containsUnknown, isObject, type Properties, UNKNOWN, type Value } from "../provider/values";
import { isDeepStrictEqual } from "node:util";
import { activeContext, readKubeconfig } from "./kubeconfig";
import { textAt } from "./objects";

/**
 * Options of `kubernetes.Provider` that change what the provider does.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/
 */
export interface ProviderOptions {
  /** Namespace of objects that name none. @default the context's, else `default` */
  readonly namespace: string;
  readonly context: string;
  readonly cluster: string;
  /** Forgets objects of a cluster that can't be reached. */
  readonly deleteUnreachable: boolean;
  /** Leaves objects of a cluster that can't be reached as they are. */
  readonly skipUpdateUnreachable: boolean;
  /** Updates take fields from other managers. */
  readonly enablePatchForce: boolean;
  /** A resource takes over an object of its name that is there already. */
  readonly upsertExistingObjects: boolean;
  readonly enableConfigMapMutable: boolean;
  readonly enableSecretMutable: boolean;
  readonly suppressDeprecationWarnings: boolean;
}

/** Environment variable that sets a switch which the provider's options leave out. */
const switches = {
  deleteUnreachable: "PULUMI_K8S_DELETE_UNREACHABLE",
  skipUpdateUnreachable: "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE",
  enablePatchForce: "PULUMI_K8S_ENABLE_PATCH_FORCE",
  upsertExistingObjects: "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
  enableConfigMapMutable: "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
  enableSecretMutable: "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
  suppressDeprecationWarnings: "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS",
} as const;

/** Accepted, but without meaning here: limits of a client and settings of the helm resources. */
const withoutMeaning = ["suppressHelmHookWarnings", "helmReleaseSettings", "kubeClientSettings"];

const known = new Set([
  ...Object.keys(switches),
  ...withoutMeaning,
  ...["kubeconfig", "context", "cluster", "namespace", "clusterIdentifier", "enableServerSideApply", "strictMode"],
  ...["renderYamlToDirectory", "alwaysRender", "version", "pluginDownloadURL", "pluginChecksums"],
]);

/** The options without the marks of secret ones: the engine keeps those in a provider's configuration, whatever the provider says it accepts. */
export function plainOptions(config: Properties): Properties {
  const entries = Object.entries(config).map(([key, value]) => {
    const isSecret = isObject(value) && value[rpc.specialSigKey] === rpc.specialSecretSig;
    return [key, isSecret ? value["value"] : value] as const;
  });
  return Object.fromEntries(entries);
}

export function parseOptions(config: Properties): ProviderOptions {
  const isOn = (name: keyof typeof switches) => isTrue(config[name] ?? process.env[switches[name]]);
  return {
    namespace: textAt(config, "namespace"),
    context: textAt(config, "context"),
    cluster: textAt(config, "cluster"),
    deleteUnreachable: isOn("deleteUnreachable"),
    skipUpdateUnreachable: isOn("skipUpdateUnreachable"),
    enablePatchForce: isOn("enablePatchForce"),
    upsertExistingObjects: isOn("upsertExistingObjects"),
    enableConfigMapMutable: isOn("enableConfigMapMutable"),
    enableSecretMutable: isOn("enableSecretMutable"),
    suppressDeprecationWarnings: isOn("suppressDeprecationWarnings"),
  };
}

/** SDKs send options that are not strings as JSON text. */
function isTrue(value: Value | undefined): boolean {
  return value === true || value === "true";
}

/** What is wrong with the provider's options. */
export function optionFailures(given: Properties): CheckFailure[] {
  const config = plainOptions(given);
  const failures: CheckFailure[] = [];
  for (const property of Object.keys(config).filter((name) => !name.startsWith("__"))) {
    if (!known.has(property)) {
      const reason = `unknown option "${property}"; known are ${[...known].sort().join(", ")}`;
      failures.push({ property, reason });
    }
  }
  const serverSideApply = config["enableServerSideApply"] ?? process.env["PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY"];
  if (serverSideApply === false || serverSideApply === "false") {
    failures.push({
      property: "enableServerSideApply",
      reason: "client-side apply is not supported by the twin's kubernetes provider: leave enableServerSideApply on",
    });
  }
  if (textAt(config, "renderYamlToDirectory") !== "") {
    const reason =
      "rendering to YAML is not supported by the twin's kubernetes provider: it exists to run a control plane";
    failures.push({ property: "renderYamlToDirectory", reason });
  }
  if (isTrue(config["strictMode"])) {
    for (const property of ["kubeconfig", "context"].filter((name) => !config[name])) {
      failures.push({ property, reason: `strict mode requires Provider "${property}" argument` });
    }
  }
  return failures;
}

const clusterKeys = ["kubeconfig", "context", "cluster"];

/**
 * A provider is replaced, and every object with it, when it points to another cluster.
 *
 * With a `clusterIdentifier` that says so: only its change replaces. Without one, the cluster entry that the kubeconfig makes active is compared.
 */
export function diffOptions(request: DiffRequest): DiffResult {
  const { oldInputs, oldOutputs } = request;
  const olds = plainOptions(Object.keys(oldInputs).length > 0 ? oldInputs : oldOutputs);
  const news = plainOptions(request.news);
  const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (key) => !isDeepStrictEqual(olds[key] ?? null, news[key] ?? null),
  );
  const replacing = new Set(replacingKeys(olds, news, changed));
  const changes = changed.map((key): [string, PropertyDiff] => {
    const kind = news[key] === undefined ? "delete" : olds[key] === undefined ? "add" : "update";
    return [key, { kind, replace: replacing.has(key) }];
  });
  return { changes: Object.fromEntries(changes) };
}

function replacingKeys(olds: Properties, news: Properties, changed: readonly string[]): readonly string[] {
  const [before, after] = [olds["clusterIdentifier"], news["clusterIdentifier"]];
  if (after !== undefined && before === after) return [];
  const identifier = before !== undefined && after !== undefined ? ["clusterIdentifier"] : [];
  const moved = changed.filter((key) => clusterKeys.includes(key));
  const unknown = moved.filter((key) => containsUnknown(news[key]));
  if (unknown.length > 0) return [...identifier, ...unknown];
  const [oldCluster, newCluster] = [activeCluster(olds), activeCluster(news)];
  const isSame = !oldCluster || !newCluster || isDeepStrictEqual(oldCluster, newCluster);
  return isSame ? identifier : [...identifier, ...moved];
}

/** The active cluster's entry; `undefined` where the kubeconfig does not say which it is. */
function activeCluster(config: Properties): Properties | undefined {
  if (!config["kubeconfig"] || config["kubeconfig"] === UNKNOWN) return undefined;
  const selection = { context: textAt(config, "context"), cluster: textAt(config, "cluster") };
  try {
    return activeContext(readKubeconfig(config["kubeconfig"]), selection).cluster;
  } catch {
    // What is wrong with it is said when it is used.
    return undefined;
  }
}
