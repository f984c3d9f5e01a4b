import { z } from "zod";
import { Account, type StoredResource } from "../aws/account";
import { freeAddresses } from "../aws/ec2/interfaces";
import { SUBNET } from "../aws/ec2/types";
import { computeConfigOf, type ClusterInputs } from "../aws/eks/cluster/inputs";
import { CLUSTER, FARGATE_PROFILE } from "../aws/eks/context";
import { versionOf, vpcConfigOf } from "../aws/eks/cluster/stored";
import { text } from "../aws/read";
import { isObject, type Value } from "../provider/values";
import { cachedFile } from "../cachedFile";
import { type ComputeRecord, readInterfaces } from "../aws/eks/compute/controller";

const profileOutputs = z.looseObject({
  fargateProfileName: z.string(),
  subnetIds: z.array(z.string()),
  selectors: z.array(z.looseObject({ namespace: z.string(), labels: z.record(z.string(), z.string()).default({}) })),
});

export type Profile = z.infer<typeof profileOutputs>;

export interface SubnetView {
  readonly id: string;
  readonly zone: string;
  readonly zoneId: string;
  readonly freeAddresses: number;
}

/** How a kind of Karpenter's names subnets. */
export interface SubnetTerm {
  readonly id?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const hasTags = (own: Value | undefined, tags: Readonly<Record<string, string>>): boolean =>
  isObject(own) && Object.entries(tags).every(([key, value]) => own[key] === value);

/** What the simulated account says about a cluster's compute: read anew whenever it changed, never written. */
export class AccountView {
  private readonly read: () => Account | undefined;

  constructor(
    private readonly record: ComputeRecord,
    interfacesFile: string,
  ) {
    const others = readInterfaces(interfacesFile);
    this.read = cachedFile(record.accountFile, () => Account.open(record.accountFile, others));
  }

  get account(): Account | undefined {
    return this.read();
  }

  get clusterName(): string {
    return this.record.clusterName;
  }

  get region(): string {
    return this.record.region;
  }

  /** Kubernetes minor of the control plane; `undefined` while the cluster is not there yet, or no more. */
  get minor(): string | undefined {
    const { cluster } = this;
    return cluster && versionOf(cluster);
  }

  get securityGroupIds(): string[] {
    const { cluster } = this;
    return cluster ? [vpcConfigOf(cluster).clusterSecurityGroupId] : [];
  }

  /** The profiles that take pods, by name. */
  get profiles(): Profile[] {
    return (this.account?.list(FARGATE_PROFILE) ?? [])
      .filter(({ outputs }) => outputs.clusterName === this.record.clusterName && outputs.status === "ACTIVE")
      .map(({ outputs }) => profileOutputs.parse(outputs))
      .sort((a, b) => (a.fargateProfileName < b.fargateProfileName ? -1 : 1));
  }

  /** `undefined` without Auto Mode. */
  get computeConfig(): ClusterInputs["computeConfig"] {
    const { cluster } = this;
    return cluster && computeConfigOf(cluster.inputs);
  }

  get clusterSubnets(): SubnetView[] {
    const { cluster } = this;
    return cluster ? this.subnets(vpcConfigOf(cluster).subnetIds) : [];
  }

  /** Subnets in the cluster's VPC with an id, or with all the tags, of one of the terms. */
  subnetsSelected(terms: readonly SubnetTerm[]): SubnetView[] {
    const { account, cluster } = this;
    if (!account || !cluster) return [];
    const { vpcId } = vpcConfigOf(cluster);
    const isMeant = ({ id, outputs }: StoredResource) =>
      terms.some((term) => term.id === id || (term.tags && hasTags(outputs.tagsAll, term.tags)));
    const meant = account.list(SUBNET).filter((subnet) => subnet.outputs.vpcId === vpcId && isMeant(subnet));
    return this.subnets(meant.map(({ id }) => id));
  }

  subnets(ids: readonly string[]): SubnetView[] {
    return ids.flatMap((id) => {
      const { account } = this;
      const outputs = account?.get(SUBNET, id)?.outputs;
      const zone = text(outputs?.availabilityZone);
      if (!account || zone === undefined) return [];
      return [{ id, zone, zoneId: text(outputs?.availabilityZoneId) ?? "", freeAddresses: freeAddresses(account, id) }];
    });
  }

  private get cluster(): StoredResource | undefined {
    return this.account?.get(CLUSTER, this.record.clusterName);
  }
}
