import type { Account, StoredResource } from "../../aws/account";
import { freeAddresses } from "../../aws/ec2/interfaces";
import { SUBNET } from "../../aws/ec2/types";
import { text } from "../../aws/read";
import { isObject } from "../../provider/values";

/** Addresses that an Application Load Balancer wants to grow. */
const NEEDED_ADDRESSES = 8;

export interface SubnetWish {
  readonly vpcId: string;
  readonly isInternal: boolean;
  readonly type: "application" | "network" | "classic";
  /** Ids or names; by tags unless given. */
  readonly named: readonly string[];
}

/**
 * One subnet a zone, as the AWS Load Balancer Controller finds them.
 *
 * @returns why there are none, in the controller's words
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/subnet_discovery/
 */
export function findSubnets(account: Account, wish: SubnetWish): readonly string[] | string {
  const { vpcId, isInternal, type, named } = wish;
  const inVpc = account.list(SUBNET).filter(({ outputs }) => outputs.vpcId === vpcId);
  const tag = `kubernetes.io/role/${isInternal ? "internal-elb" : "elb"}`;
  const wanted =
    named.length > 0
      ? inVpc.filter((subnet) => named.includes(subnet.id) || named.includes(tagOf(subnet, "Name") ?? ""))
      : inVpc.filter((subnet) => ["1", ""].includes(tagOf(subnet, tag) ?? "no"));
  if (named.length > wanted.length)
    return `couldn't find all subnets, nameOrIDs: [${named.join(" ")}], found: ${wanted.length}`;
  if (wanted.length === 0) return `unable to resolve at least one subnet (0 match VPC and tags: [${tag}])`;
  const roomy = wanted.filter(({ id }) => type !== "application" || freeAddresses(account, id) >= NEEDED_ADDRESSES);
  if (roomy.length === 0)
    return `unable to resolve at least one subnet (${wanted.length} have fewer than ${NEEDED_ADDRESSES} free IPs)`;
  const byZone = new Map<string, string>();
  for (const { id, outputs } of roomy.sort((one, other) => (one.id < other.id ? -1 : 1))) {
    const zone = text(outputs.availabilityZone) ?? "";
    if (!byZone.has(zone)) byZone.set(zone, id);
  }
  return type === "application" && byZone.size < 2
    ? `subnets count less than minimal required count: ${byZone.size} < 2`
    : [...byZone.values()];
}

function tagOf({ outputs }: StoredResource, name: string): string | undefined {
  const { tagsAll, tags } = outputs;
  const all = isObject(tagsAll) ? tagsAll : isObject(tags) ? tags : {};
  const value = all[name];
  return typeof value === "string" ? value : undefined;
}
