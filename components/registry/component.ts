import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Place } from "../iam/partition";
import { ScanFindings } from "./findings";
import { PushRoles } from "./pushRoles";
import { registryPolicy } from "./registryPolicy";
import { PrivateRepository } from "./repository";
import type {
  FindingsSettings,
  PublicRepositorySettings,
  PushSettings,
  RegistrySettings,
  ReplicationSettings,
  ScanningSettings,
} from "./spec";

/** The only region of AWS with public repositories. https://docs.aws.amazon.com/general/latest/gr/ecr-public.html */
const publicRegion = "us-east-1";

/** The section `registry` of an environment, and what surrounds it. */
export interface RegistryArgs extends RegistrySettings, Place {
  /** Protects the repositories against deletion by Pulumi. */
  readonly deletionProtection: boolean;
}

type Named = Readonly<Record<string, pulumi.Output<string>>>;

/** What others need to know of a registry, as far as it has it. */
export interface RegistryOutputs {
  /** What private images are pushed to, by the name of the repository. */
  readonly repositoryUrls?: Named;
  /** What public images are pushed to, by the name of the repository. */
  readonly publicRepositoryUris?: Named;
  /** Roles that push, by their names in the settings. */
  readonly pushRoleArns?: Named;
  /** Topic or queue that gets the findings of scans. */
  readonly findingsTargetArn?: pulumi.Output<string>;
  /** Rule that sends them, for the policy of a topic or queue that is named. */
  readonly findingsRuleArn?: pulumi.Output<string>;
}

/**
 * The registry of an account in a region, for images and for Helm charts, which are OCI artefacts:
 * - private and public repositories
 * - the scanning of images, and where its findings go
 * - upstream registries whose images ECR keeps when nodes pull them, and the permission of nodes to have a repository made
 * - copies in other regions and accounts, and the permission of other accounts to put copies here
 * - roles that workflows of GitHub take to push
 *
 * Costs 0.10 USD a month for each GB; BASIC scans are free, ENHANCED ones are 0.09 USD an image and 0.01 a rescan.
 *
 * Never makes the same settings twice: scanning, replication and policy are there once in an account and region, and another
 * environment there would overwrite them.
 *
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
 */
export class Registry extends pulumi.ComponentResource {
  readonly outputs: RegistryOutputs;

  constructor(name: string, args: RegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:registry:Registry", name, {}, opts);
    const { region, deletionProtection, scanning } = args;

    const repositoryUrls = mapped(args.repositories, (repositoryName, settings) => {
      const repository = { ...settings, repositoryName, region, deletionProtection };
      return new PrivateRepository(`${name}-${repositoryName}`, repository, { parent: this }).repositoryUrl;
    });
    const publicRepositoryUris = mapped(args.publicRepositories, (repositoryName, settings) =>
      this.publicRepository(`${name}-public-${repositoryName}`, repositoryName, settings, deletionProtection),
    );
    if (scanning) this.scanning(name, scanning);
    this.policy(name, args);
    for (const [ecrRepositoryPrefix, upstream] of Object.entries(args.pullThroughCache)) {
      const rule = { ecrRepositoryPrefix, ...upstream };
      new aws.ecr.PullThroughCacheRule(`${name}-${ecrRepositoryPrefix}`, rule, { parent: this });
    }
    if (args.replication) this.replication(name, args.accountId, args.replication);
    this.outputs = {
      ...(repositoryUrls && { repositoryUrls }),
      ...(publicRepositoryUris && { publicRepositoryUris }),
      ...(args.push && { pushRoleArns: this.pushRoles(name, args, args.push) }),
      ...(scanning?.findings && this.findings(name, scanning, scanning.findings)),
    };
    this.registerOutputs({ ...this.outputs });
  }

  private publicRepository(
    name: string,
    repositoryName: string,
    { description, aboutText, forceDestroy }: PublicRepositorySettings,
    protect: boolean,
  ): pulumi.Output<string> {
    return new aws.ecrpublic.Repository(
      name,
      { repositoryName, region: publicRegion, catalogData: { description, aboutText }, forceDestroy },
      { parent: this, protect },
    ).repositoryUri;
  }

  private scanning(name: string, { scanType, scanOnPush, continuousScan }: ScanningSettings): void {
    const frequencies = { SCAN_ON_PUSH: scanOnPush, CONTINUOUS_SCAN: continuousScan };
    new aws.ecr.RegistryScanningConfiguration(
      `${name}-scanning`,
      {
        scanType,
        rules: Object.entries(frequencies)
          .filter(([, filters]) => filters.length > 0)
          .map(([scanFrequency, filters]) => ({
            scanFrequency,
            repositoryFilters: filters.map((filter) => ({ filter, filterType: "WILDCARD" })),
          })),
      },
      { parent: this },
    );
  }

  private findings(name: string, { scanType }: ScanningSettings, settings: FindingsSettings) {
    const args = { ...settings, scanType };
    const { targetArn, ruleArn } = new ScanFindings(`${name}-findings`, args, { parent: this });
    return { findingsTargetArn: targetArn, findingsRuleArn: ruleArn };
  }

  private pushRoles(name: string, { region, accountId }: Place, settings: PushSettings): Named {
    return new PushRoles(`${name}-push`, { ...settings, region, accountId }, { parent: this }).arns;
  }

  private policy(name: string, args: RegistryArgs): void {
    const policy = registryPolicy(args, Object.keys(args.pullThroughCache), args.replication?.acceptFrom ?? []);
    if (policy !== undefined) new aws.ecr.RegistryPolicy(`${name}-policy`, { policy }, { parent: this });
  }

  private replication(name: string, accountId: string, settings: ReplicationSettings): void {
    const { destinations, repositoryPrefixes } = settings;
    if (destinations.length === 0) return;
    new aws.ecr.ReplicationConfiguration(
      `${name}-replication`,
      {
        replicationConfiguration: {
          rules: [
            {
              destinations: destinations.map((to) => ({ region: to.region, registryId: to.accountId ?? accountId })),
              repositoryFilters: repositoryPrefixes.map((filter) => ({ filter, filterType: "PREFIX_MATCH" })),
            },
          ],
        },
      },
      { parent: this },
    );
  }
}

/** Undefined for nothing. */
function mapped<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (key: string, value: Value) => Result,
): Record<string, Result> | undefined {
  const entries = Object.entries(values);
  return entries.length > 0 ? Object.fromEntries(entries.map(([key, value]) => [key, map(key, value)])) : undefined;
}
