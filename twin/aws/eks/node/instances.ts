import { z } from "zod";
import { allocateInterface, leaveInterface, privateDnsName, releaseInterface } from "../../ec2/interfaces";
import { randomHex } from "../../identifiers";
import { text } from "../../read";
import type { Call } from "../../resourceType";
import { free, type Subnet } from "../network";

const INSTANCE = "aws:ec2/instance:Instance";

/** How EC2 sells an instance. */
export type CapacityType = "ON_DEMAND" | "SPOT";

export interface Purchase {
  readonly instanceType: string;
  readonly capacityType: CapacityType;
}

const instanceOutputs = z.looseObject({
  group: z.string(),
  clusterName: z.string(),
  nodeRoleArn: z.string(),
  nodeName: z.string(),
  privateIp: z.string(),
  networkInterfaceId: z.string(),
  subnetId: z.string(),
  instanceType: z.string(),
  capacityType: z.enum(["ON_DEMAND", "SPOT"]),
});

/** An instance that is, or is to become, a node. */
export interface Instance extends z.infer<typeof instanceOutputs> {
  readonly id: string;
}

/** What the instances of a group are started with. */
export interface InstanceLaunch {
  /** Id of the node group, or name of the Auto Scaling group. */
  readonly group: string;
  /** Cluster that the nodes are for; empty for none. */
  readonly clusterName: string;
  /** Role that the instances act as; empty for none. */
  readonly nodeRoleArn: string;
  readonly subnets: readonly Subnet[];
  readonly securityGroupIds: readonly string[];
  /** What to buy next, beside what is there. */
  choose(present: readonly Instance[]): Purchase;
}

/** The instances of the group, oldest first. */
export function instancesOf(call: Call, group: string): Instance[] {
  return instances(call).filter((instance) => instance.group === group);
}

/** The instances of every group of the cluster, oldest first. */
export function instancesOfCluster(call: Call, clusterName: string): Instance[] {
  return instances(call).filter((instance) => instance.clusterName === clusterName);
}

function instances(call: Call): Instance[] {
  return call.account.list(INSTANCE).map(({ id, outputs }) => ({ id, ...instanceOutputs.parse(outputs) }));
}

/** No subnet of the group has an address for another instance. */
export class OutOfAddresses extends Error {
  constructor(subnets: readonly Subnet[]) {
    super(
      "InsufficientFreeAddressesInSubnet - There are not enough free addresses in subnet " +
        `'${subnets.map(({ id }) => id).join("', '")}' to satisfy the requested number of instances.`,
    );
  }
}

/**
 * Starts an instance in the zone that has the fewest of the group. Its address is taken and the instance stored in one step, so that no other call can
 * take the same.
 *
 * @throws OutOfAddresses
 */
export function launchInstance(call: Call, launch: InstanceLaunch): Instance {
  const { group, clusterName, nodeRoleArn, subnets } = launch;
  const present = instancesOf(call, group);
  const load = (subnet: Subnet) => present.filter(({ subnetId }) => subnetId === subnet.id).length;
  const subnet = subnets.filter((candidate) => free(call, candidate) > 0).sort((a, b) => load(a) - load(b))[0];
  if (!subnet) throw new OutOfAddresses(subnets);
  const id = `i-${randomHex(17)}`;
  const networkInterface = allocateInterface(call.account, subnet.id, id, {
    description: "Primary network interface",
    securityGroupIds: launch.securityGroupIds,
  });
  const privateIp = text(networkInterface.outputs["privateIp"]) ?? "";
  const outputs = {
    group,
    clusterName,
    nodeRoleArn,
    nodeName: privateDnsName(privateIp, call.region),
    privateIp,
    networkInterfaceId: networkInterface.id,
    subnetId: subnet.id,
    ...launch.choose(present),
  };
  call.account.put({ type: INSTANCE, id, inputs: { group }, outputs, hidden: true });
  return { id, ...outputs };
}

/** Ends the instance: its address is free again, unless the CNI leaves its interface. */
export function endInstance(call: Call, { id, networkInterfaceId }: Instance): void {
  if (call.leavesInterfaces) leaveInterface(call.account, networkInterfaceId, id);
  else releaseInterface(call.account, networkInterfaceId);
  call.account.remove(INSTANCE, id);
}

/** The first type as long as there is capacity, as for on-demand instances. */
export function firstType(instanceTypes: readonly string[]): (present: readonly Instance[]) => Purchase {
  return () => ({ instanceType: instanceTypes[0] ?? "", capacityType: "ON_DEMAND" });
}

/** As many of each type as possible, so that one that spot takes back is not the whole group. */
export function spreadTypes(instanceTypes: readonly string[]): (present: readonly Instance[]) => Purchase {
  return (present) => {
    const count = (name: string) =>
      present.filter(({ instanceType, capacityType }) => instanceType === name && capacityType === "SPOT").length;
    const instanceType = [...instanceTypes].sort((a, b) => count(a) - count(b))[0] ?? "";
    return { instanceType, capacityType: "SPOT" };
  };
}
