import { accountOfArn, regionOfArn } from "../account";
import { inProduction } from "./production";
import { rule } from "./rule";

const isOfTheRegistry = (arn: string, place: { readonly region: string; readonly account: { readonly id: string } }) =>
  regionOfArn(arn) === place.region && accountOfArn(arn) === place.account.id;

const arnsAreOfTheRegistry = rule(["account", "region", "registry"], ({ registry, ...place }, refuse) => {
  const { id } = place.account;
  const here = `of ${id} (account.id) in ${place.region} (region)`;
  for (const [prefix, { credentialArn }] of Object.entries(registry?.pullThroughCache ?? {})) {
    if (credentialArn === undefined || isOfTheRegistry(credentialArn, place)) continue;
    refuse(["registry", "pullThroughCache", prefix, "credentialArn"], `must be a secret ${here}`);
  }
  const sendTo = registry?.scanning?.findings?.sendTo;
  if (sendTo?.startsWith("arn:") && !isOfTheRegistry(sendTo, place)) {
    refuse(["registry", "scanning", "findings", "sendTo"], `must be a topic or queue ${here}`);
  }
  const providerArn = registry?.push?.providerArn;
  if (providerArn !== undefined && accountOfArn(providerArn) !== id) {
    refuse(["registry", "push", "providerArn"], `must be a provider of ${id} (account.id)`);
  }
  for (const [name, { kmsKeyArn }] of Object.entries(registry?.repositories ?? {})) {
    if (kmsKeyArn === undefined || regionOfArn(kmsKeyArn) === place.region) continue;
    refuse(
      ["registry", "repositories", name, "kmsKeyArn"],
      `must be a key in ${place.region} (region): ECR takes no other`,
    );
  }
});

const othersAreOthers = rule(["account", "region", "registry"], ({ account: { id }, region, registry }, refuse) => {
  for (const [name, { pull }] of Object.entries(registry?.repositories ?? {})) {
    pull?.accounts.forEach((account, index) => {
      if (account !== id) return;
      refuse(
        ["registry", "repositories", name, "pull", "accounts", index],
        "must be another account: roles of the registry's own (account.id) pull by their own permissions",
      );
    });
  }
  const { destinations = [], acceptFrom = [] } = registry?.replication ?? {};
  acceptFrom.forEach((account, index) => {
    if (account === id) refuse(["registry", "replication", "acceptFrom", index], "must not be account.id itself");
  });
  destinations.forEach((destination, index) => {
    if (destination.region !== region || (destination.accountId ?? id) !== id) return;
    refuse(
      ["registry", "replication", "destinations", index, "region"],
      `must be another one: ${region} is that of the registry itself (region)`,
    );
  });
});

/** https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
const publicGalleryIsThere = rule(["region", "registry"], ({ region, registry }, refuse) => {
  if (!/^(?:cn|us-gov)-/.test(region) || Object.keys(registry?.publicRepositories ?? {}).length === 0) return;
  refuse(
    ["registry", "publicRepositories"],
    `must be left out in ${region} (region): AWS has public repositories in us-east-1 alone, which accounts of China and GovCloud do not reach`,
  );
});

const imagesAreKept = inProduction(["registry"], ({ registry }, refuse) => {
  for (const [name, { forceDelete }] of Object.entries(registry?.repositories ?? {})) {
    if (forceDelete) refuse(["registry", "repositories", name, "forceDelete"], "must be false");
  }
  for (const [name, { forceDestroy }] of Object.entries(registry?.publicRepositories ?? {})) {
    if (forceDestroy) refuse(["registry", "publicRepositories", name, "forceDestroy"], "must be false");
  }
});

/** Rules between the registry and where it is. */
export const registryRules = [arnsAreOfTheRegistry, othersAreOthers, publicGalleryIsThere, imagesAreKept];
