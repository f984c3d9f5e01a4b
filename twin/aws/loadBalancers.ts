import { isDeepStrictEqual } from "node:util";
import type { Account, StoredResource } from "./account";
import { allocateInterface, interfacesOf, releaseInterfacesOf } from "./ec2/interfaces";
import { SECURITY_GROUP } from "./ec2/types";
import { CLUSTER } from "./eks/context";
import { arnOf, digest } from "./identifiers";
import { text } from "./read";
import type { Properties } from "../provider/values";

const LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const CLASSIC_LOAD_BALANCER = "aws:elb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";

/** A load balancer as a controller of a cluster asks for it. */
export interface LoadBalancerSpec {
  /** What tells it from others of the cluster. */
  readonly stack: string;
  /** The objects of the cluster that it serves, for a person: `Ingress default/web`. */
  readonly madeFor: string;
  readonly clusterName: string;
  readonly type: "application" | "network" | "classic";
  readonly name: string;
  readonly dnsName: string;
  readonly isInternal: boolean;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly listeners: readonly Port[];
  readonly targetGroups: readonly (Port & { readonly name: string })[];
}

export interface Port {
  readonly port: number;
  readonly protocol: string;
}

interface Place {
  readonly account: Account;
  readonly region: string;
}

/** All that controllers of clusters have made and not deleted. */
export function loadBalancersOf(account: Account): StoredResource[] {
  return [LOAD_BALANCER, CLASSIC_LOAD_BALANCER].flatMap((type) => account.list(type));
}

export function findLoadBalancer(account: Account, stack: string): StoredResource | undefined {
  return loadBalancersOf(account).find(({ outputs }) => outputs.stack === stack);
}

/**
 * Brings the load balancer with its listeners, target groups, security groups and network interfaces in line with the specification.
 *
 * @throws AwsError when a subnet has no address left
 */
export function ensureLoadBalancer(place: Place, spec: LoadBalancerSpec): void {
  const { account } = place;
  const id = idOf(place, spec);
  if (findLoadBalancer(account, spec.stack)?.id !== id) removeLoadBalancer(account, spec.stack);
  const groups = [ownGroup(id, spec), ...(spec.type === "classic" ? [] : [sharedGroup(spec)])];
  const securityGroupIds = groups.map((group) => group.id);
  placeInterfaces(account, id, spec, securityGroupIds);
  const parts = [...groups, ...listeners(place, id, spec), ...targetGroups(place, id, spec)];
  store(account, [...parts, loadBalancer(id, spec, securityGroupIds)]);
  const wanted = new Set(parts.map((part) => part.id));
  for (const { type, id: partId } of partsOf(account, id)) if (!wanted.has(partId)) account.remove(type, partId);
}

/** One interface in each subnet, or none at all. */
function placeInterfaces(
  account: Account,
  id: string,
  { subnetIds, isInternal, stack }: LoadBalancerSpec,
  securityGroupIds: readonly string[],
): void {
  const served = interfacesOf(account, id).map(({ outputs }) => outputs.subnetId);
  const description = `ELB ${id.split("loadbalancer/").pop()}`;
  try {
    for (const subnetId of subnetIds.filter((wanted) => !served.includes(wanted)))
      allocateInterface(account, subnetId, id, { description, securityGroupIds, isPublic: !isInternal });
  } catch (error) {
    if (!findLoadBalancer(account, stack)) releaseInterfacesOf(account, id);
    throw error;
  }
}

/** Deletes the load balancer of this stack with all that was made for it; the group that the cluster's load balancers share goes with the last of them. */
export function removeLoadBalancer(account: Account, stack: string): void {
  const current = findLoadBalancer(account, stack);
  if (!current) return;
  const { id, type, outputs } = current;
  releaseInterfacesOf(account, id);
  for (const part of partsOf(account, id)) account.remove(part.type, part.id);
  account.remove(type, id);
  const { clusterName = "" } = outputs;
  const others = loadBalancersOf(account).filter((other) => other.outputs.clusterName === clusterName);
  if (others.every((other) => other.type === CLASSIC_LOAD_BALANCER))
    account.remove(SECURITY_GROUP, sharedGroupId(text(clusterName) ?? ""));
}

/** Those whose cluster is gone: nothing deletes them any more. */
export function abandonedLoadBalancers(account: Account): StoredResource[] {
  return loadBalancersOf(account).filter(({ outputs }) => !account.get(CLUSTER, text(outputs.clusterName) ?? ""));
}

/** `load balancer k8s-default-web-0123456789 of Ingress default/web` */
export function describeLoadBalancer({ outputs }: StoredResource): string {
  return `load balancer ${text(outputs.name)} of ${text(outputs.madeFor)}`;
}

function store(account: Account, resources: readonly StoredResource[]): void {
  for (const resource of resources) {
    const { outputs } = account.get(resource.type, resource.id) ?? {};
    if (!isDeepStrictEqual(outputs, resource.outputs)) account.put(resource);
  }
}

function partsOf(account: Account, id: string): StoredResource[] {
  return account.all().filter(({ outputs }) => outputs.loadBalancer === id);
}

function made(type: string, id: string, outputs: Properties): StoredResource {
  return { type, id, inputs: {}, outputs, hidden: true };
}

/** A Classic one has no ARN: its name is its id. */
function idOf(place: Place, { type, name }: LoadBalancerSpec): string {
  if (type === "classic") return name;
  const kind = type === "application" ? "app" : "net";
  return arnOf(place, "elasticloadbalancing", `loadbalancer/${kind}/${name}/${digest(name, "0123456789abcdef", 16)}`);
}

function loadBalancer(id: string, spec: LoadBalancerSpec, securityGroupIds: readonly string[]): StoredResource {
  const { stack, madeFor, clusterName, type, name, dnsName, isInternal, vpcId, subnetIds, tags } = spec;
  const common = { stack, madeFor, clusterName, name, dnsName, vpcId, tags };
  const outputs = { ...common, internal: isInternal, subnets: [...subnetIds], securityGroups: [...securityGroupIds] };
  return type === "classic"
    ? made(CLASSIC_LOAD_BALANCER, id, { ...outputs, listeners: spec.listeners.map((listener) => ({ ...listener })) })
    : made(LOAD_BALANCER, id, { ...outputs, arn: id, loadBalancerType: type });
}

function ownGroup(id: string, { type, name, vpcId, tags }: LoadBalancerSpec): StoredResource {
  const [groupName, description] =
    type === "classic"
      ? [`k8s-elb-${name}`, `Security group for Kubernetes ELB ${name}`]
      : [name, "[k8s] Managed SecurityGroup for LoadBalancer"];
  return made(SECURITY_GROUP, groupId(id), { name: groupName, description, vpcId, tags, loadBalancer: id });
}

/** The source of traffic from load balancers to pods. */
function sharedGroup({ clusterName, vpcId }: LoadBalancerSpec): StoredResource {
  const id = sharedGroupId(clusterName);
  const name = `k8s-traffic-${clusterName.replace(/[^a-zA-Z0-9]/g, "")}-${digest(id, "0123456789abcdef", 10)}`;
  const description = "[k8s] Shared Backend SecurityGroup for LoadBalancer";
  return made(SECURITY_GROUP, id, { name, description, vpcId, tags: { "elbv2.k8s.aws/cluster": clusterName } });
}

function sharedGroupId(clusterName: string): string {
  return groupId(`traffic ${clusterName}`);
}

function groupId(seed: string): string {
  return `sg-0${digest(seed, "0123456789abcdef", 16)}`;
}

function listeners(place: Place, id: string, { type, listeners: ports }: LoadBalancerSpec): StoredResource[] {
  if (type === "classic") return [];
  return ports.map(({ port, protocol }) => {
    const [, path] = id.split("loadbalancer/");
    const suffix = digest(`${id} ${port}`, "0123456789abcdef", 16);
    const arn = arnOf(place, "elasticloadbalancing", `listener/${path}/${suffix}`);
    return made(LISTENER, arn, { arn, port, protocol, loadBalancerArn: id, loadBalancer: id });
  });
}

function targetGroups(place: Place, id: string, spec: LoadBalancerSpec): StoredResource[] {
  return spec.targetGroups.map(({ name, port, protocol }) => {
    const suffix = digest(name, "0123456789abcdef", 16);
    const arn = arnOf(place, "elasticloadbalancing", `targetgroup/${name}/${suffix}`);
    return made(TARGET_GROUP, arn, { arn, name, port, protocol, vpcId: spec.vpcId, loadBalancer: id });
  });
}
