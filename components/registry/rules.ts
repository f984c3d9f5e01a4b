import { rule } from "../environment";
import { listed, repeated } from "../spec/lists";
import { nearest } from "../spec/nearest";
import type { Refuse } from "../spec/rule";
import { scanFilterMatches, scanFilterReaches } from "./filters";
import { type RegistrySettings, upstreams } from "./spec";

const ofRegistry = (check: (registry: RegistrySettings, refuse: Refuse<"registry">) => void) =>
  rule(["registry"], ({ registry }, refuse) => {
    if (registry) check(registry, refuse);
  });

const ofRepositories = (
  check: (name: string, repository: RegistrySettings["repositories"][string], refuse: Refuse<"registry">) => void,
) =>
  ofRegistry(({ repositories }, refuse) => {
    for (const [name, repository] of Object.entries(repositories)) check(name, repository, refuse);
  });

const hasSomething = ofRegistry((registry, refuse) => {
  const { repositories, publicRepositories, pullThroughCache, scanning, replication, push } = registry;
  if (scanning ?? replication ?? push) return;
  if ([repositories, publicRepositories, pullThroughCache].some((named) => Object.keys(named).length > 0)) return;
  refuse(["registry"], "must have something in it, for example { repositories: { team/app: {} } }, or be left out");
});

const keysEncrypt = ofRepositories((name, { encryptionType, kmsKeyArn }, refuse) => {
  const place = ["registry", "repositories", name, "kmsKeyArn"] as const;
  if (encryptionType === "KMS" && kmsKeyArn === undefined) {
    refuse(
      place,
      "is required because encryptionType is KMS, for example arn:aws:kms:<region>:<account>:key/<id>; or write AES256",
    );
  }
  if (encryptionType === "AES256" && kmsKeyArn !== undefined) {
    refuse(place, "must be left out with encryptionType AES256, which has no key of its own; or write KMS");
  }
});

const exclusionsAreMeant = ofRepositories((name, repository, refuse) => {
  const { imageTagMutability, imageTagMutabilityExclusionFilters: filters } = repository;
  const place = ["registry", "repositories", name, "imageTagMutabilityExclusionFilters"] as const;
  for (const index of repeated(filters)) refuse([...place, index], "must be listed once");
  filters.forEach((filter, index) => {
    if (!/^\*+$/.test(filter)) return;
    const opposite = imageTagMutability === "IMMUTABLE" ? "MUTABLE" : "IMMUTABLE";
    refuse([...place, index], `must not be every tag: write imageTagMutability: ${opposite}`);
  });
});

const lifecyclesExpireSomething = ofRepositories((name, { lifecycle }, refuse) => {
  if (!lifecycle) return;
  const { untaggedDays, keepLast } = lifecycle;
  const place = ["registry", "repositories", name, "lifecycle"] as const;
  const prefixes = Object.keys(keepLast);
  if (untaggedDays === undefined && prefixes.length === 0) {
    refuse(place, "must have untaggedDays or keepLast, for example { untaggedDays: 14, keepLast: { v: 30 } }");
  }
  // ECR takes 50 rules.
  if (prefixes.length > 49) refuse([...place, "keepLast"], "must be at most 49 beginnings of tags");
  for (const prefix of prefixes) {
    const shorter = prefixes.find((other) => other !== prefix && prefix.startsWith(other));
    if (shorter === undefined) continue;
    refuse(
      [...place, "keepLast", prefix],
      `must be left out: its tags begin with ${shorter} too, and ECR lets one rule alone decide about an image`,
    );
  }
});

const pullersAreNamed = ofRepositories((name, { pull }, refuse) => {
  if (!pull) return;
  const place = ["registry", "repositories", name, "pull"] as const;
  if (pull.accounts.length === 0 && pull.organizationId === undefined) {
    refuse(place, 'must name who may pull, for example { accounts: ["222222222222"] }, or be left out');
  }
  for (const index of repeated(pull.accounts)) refuse([...place, "accounts", index], "must be listed once");
});

const scansFindRepositories = ofRegistry((registry, refuse) => {
  if (!registry.scanning) return;
  const { scanType, scanOnPush, continuousScan, findings } = registry.scanning;
  if (scanType === "BASIC" && continuousScan.length > 0) {
    refuse(["registry", "scanning", "continuousScan"], "must be left out with scanType BASIC: write ENHANCED");
  }
  if (scanOnPush.length === 0 && continuousScan.length === 0) {
    refuse(["registry", "scanning"], 'must say what is scanned, for example scanOnPush: ["*"]');
  }
  for (const [list, filters] of Object.entries({ scanOnPush, continuousScan })) {
    for (const index of repeated(filters)) refuse(["registry", "scanning", list, index], "must be listed once");
    filters.forEach((filter, index) => {
      const isUsed =
        Object.keys(registry.repositories).some((name) => scanFilterMatches(filter, name)) ||
        Object.keys(registry.pullThroughCache).some((prefix) => scanFilterReaches(filter, `${prefix}/`));
      if (!isUsed) refuse(["registry", "scanning", list, index], matchesNone(registry));
    });
  }
  for (const index of repeated(findings?.severities ?? [])) {
    refuse(["registry", "scanning", "findings", "severities", index], "must be listed once");
  }
});

const copiesAreOfRepositories = ofRegistry((registry, refuse) => {
  if (!registry.replication) return;
  const { destinations, repositoryPrefixes, acceptFrom } = registry.replication;
  if (destinations.length === 0 && acceptFrom.length === 0) {
    refuse(["registry", "replication"], "must have destinations or acceptFrom, or be left out");
  }
  if (destinations.length === 0 && repositoryPrefixes.length > 0) {
    refuse(["registry", "replication", "repositoryPrefixes"], "must be left out without destinations");
  }
  const places = destinations.map(({ region, accountId }) => `${accountId} ${region}`);
  const lists = { destinations: places, repositoryPrefixes, acceptFrom };
  for (const [list, items] of Object.entries(lists)) {
    for (const index of repeated(items)) refuse(["registry", "replication", list, index], "must be listed once");
  }
  repositoryPrefixes.forEach((prefix, index) => {
    const isUsed =
      Object.keys(registry.repositories).some((name) => name.startsWith(prefix)) ||
      Object.keys(registry.pullThroughCache).some(
        (cache) => `${cache}/`.startsWith(prefix) || prefix.startsWith(`${cache}/`),
      );
    if (!isUsed) refuse(["registry", "replication", "repositoryPrefixes", index], matchesNone(registry));
  });
});

function matchesNone({ repositories, pullThroughCache }: RegistrySettings): string {
  const there = [...Object.keys(repositories), ...Object.keys(pullThroughCache).map((prefix) => `${prefix}/...`)];
  const names = there.slice(0, 5);
  return `must match a repository of this registry, which has ${there.length > 5 ? `${names.join(", ")} and others` : listed(names) || "none"}`;
}

const upstreamsLetUsIn = ofRegistry(({ pullThroughCache }, refuse) => {
  for (const [prefix, { upstreamRegistryUrl, credentialArn }] of Object.entries(pullThroughCache)) {
    const place = ["registry", "pullThroughCache", prefix, "credentialArn"] as const;
    const { needsCredentials } = upstreams[upstreamRegistryUrl];
    if (needsCredentials && credentialArn === undefined) {
      refuse(
        place,
        `is required because ECR needs credentials for ${upstreamRegistryUrl}: a secret of Secrets Manager whose name begins with ecr-pullthroughcache/`,
      );
    }
    if (!needsCredentials && credentialArn !== undefined) {
      refuse(place, `must be left out: ${upstreamRegistryUrl} takes no credentials from ECR`);
    }
  }
});

const pushersHaveRepositories = ofRegistry(({ push, ...registry }, refuse) => {
  for (const [name, role] of Object.entries(push?.roles ?? {})) {
    const place = ["registry", "push", "roles", name] as const;
    if (role.repositories.length + role.publicRepositories.length === 0) {
      refuse(place, "must name repositories or publicRepositories that it pushes to");
    }
    for (const list of ["repositories", "publicRepositories"] as const) {
      const there = Object.keys(registry[list]);
      for (const index of repeated(role[list])) refuse([...place, list, index], "must be listed once");
      role[list].forEach((repository, index) => {
        if (there.includes(repository)) return;
        const near = nearest(repository, there);
        refuse(
          [...place, list, index],
          `must be one of registry.${list}${near === undefined ? "" : `; did you mean ${near}?`}`,
        );
      });
    }
    for (const index of repeated(role.subjects)) refuse([...place, "subjects", index], "must be listed once");
  }
});

export const registryRules = [
  hasSomething,
  keysEncrypt,
  exclusionsAreMeant,
  lifecyclesExpireSomething,
  pullersAreNamed,
  scansFindRepositories,
  copiesAreOfRepositories,
  upstreamsLetUsIn,
  pushersHaveRepositories,
];
