import { isObject, type Properties } from "../../provider/values";
import { dataType, newId } from "../generic";
import { isAbsent } from "../paths";
import { objects, shown, text } from "../read";
import type { Call, ResourceType } from "../resourceType";
import { refuse } from "./refuse";

const PULL_THROUGH_CACHE_RULE = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule";
const REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration";
const SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration";

/** Registries that a pull-through cache knows, and whether it asks for credentials. */
const UPSTREAMS: Readonly<Record<string, boolean>> = {
  "cgr.dev": true,
  "ghcr.io": true,
  "public.ecr.aws": false,
  "quay.io": false,
  "registry-1.docker.io": true,
  "registry.gitlab.com": true,
  "registry.k8s.io": false,
};

const pullThroughCacheRule = dataType(PULL_THROUGH_CACHE_RULE, {
  create(call, inputs) {
    const upstream = text(inputs.upstreamRegistryUrl) ?? "";
    const isPrivate = /^[\w-]+\.azurecr\.io$/.test(upstream);
    const isEcr = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com$/.test(upstream);
    const resource = `ECR Pull Through Cache Rule (${shown(inputs.ecrRepositoryPrefix)})`;
    const invalid = (code: string, message: string) => refuse("CreatePullThroughCacheRule", resource, code, message);
    if (!isPrivate && !isEcr && UPSTREAMS[upstream] === undefined)
      throw invalid("UnsupportedUpstreamRegistryException", `The upstream registry ${upstream} is not supported`);
    if ((isPrivate || UPSTREAMS[upstream] === true) && isAbsent(inputs.credentialArn))
      throw invalid("ValidationException", `The upstream registry ${upstream} needs credentials: credentialArn`);
    return { id: newId(PULL_THROUGH_CACHE_RULE, call, inputs), outputs: {} };
  },
});

const scanning = dataType(SCANNING, {
  create(call, inputs) {
    refuseScanning(inputs);
    return { id: newId(SCANNING, call, inputs), outputs: {} };
  },
  update(_call, _current, news) {
    refuseScanning(news);
    return {};
  },
});

function refuseScanning({ scanType, rules }: Properties): void {
  const invalid = (code: string, message: string) =>
    refuse("PutRegistryScanningConfiguration", "ECR Registry Scanning Configuration", code, message);
  const frequencies = objects(rules).map(({ scanFrequency }) => text(scanFrequency));
  if (scanType === "BASIC" && frequencies.includes("CONTINUOUS_SCAN"))
    throw invalid("ValidationException", "CONTINUOUS_SCAN is not a scan frequency of the scan type BASIC");
  if (new Set(frequencies).size < frequencies.length)
    throw invalid("InvalidParameterException", "A scan frequency can have one rule");
}

const replication = dataType(REPLICATION, {
  create(call, inputs) {
    refuseReplication(call, inputs);
    return { id: newId(REPLICATION, call, inputs), outputs: {} };
  },
  update(call, _current, news) {
    refuseReplication(call, news);
    return {};
  },
});

function refuseReplication({ account, region }: Call, { replicationConfiguration }: Properties): void {
  const rules = isObject(replicationConfiguration) ? objects(replicationConfiguration.rules) : [];
  const places = rules.flatMap(({ destinations }) =>
    objects(destinations).map((to) => `${shown(to.registryId)} in ${shown(to.region)}`),
  );
  const clash = places.find((place, index) => place === `${account.id} in ${region}` || places.indexOf(place) < index);
  if (clash === undefined) return;
  throw refuse(
    "PutReplicationConfiguration",
    "ECR Replication Configuration",
    "InvalidParameterException",
    `Invalid parameter at 'replicationConfiguration' failed to satisfy constraint: 'The destination ${clash} is the source itself, or is there twice'`,
  );
}

/** What is there once in a registry, and its caches. */
export const registryTypes: readonly ResourceType[] = [
  pullThroughCacheRule,
  scanning,
  replication,
  dataType("aws:ecr/registryPolicy:RegistryPolicy"),
];
