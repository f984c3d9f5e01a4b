import { instanceType, isInstanceType, type InstanceType } from "../../../capacity/instanceTypes";
import { hasTrunk, holdsPrefixes, type CniMode } from "../../../capacity/maxPods";
import type { NodeGroup } from "../spec";

/** Types that the planner knows; a rule names the rest. */
export const knownTypes = ({ instanceTypes }: NodeGroup): InstanceType[] =>
  instanceTypes.filter(isInstanceType).map(instanceType);

/** Of a group's types those that can't do what the CNI is set to. */
export const typesWithoutPrefixes = (group: NodeGroup, { prefixDelegation = false }: CniMode): InstanceType[] =>
  prefixDelegation ? knownTypes(group).filter((type) => !holdsPrefixes(type)) : [];

/** The limit of a node with prefixes depends on its vCPUs, which are not published for every type. */
export const typesWithoutLimit = (group: NodeGroup, { prefixDelegation = false }: CniMode): InstanceType[] =>
  prefixDelegation && group.kubelet.maxPods === undefined
    ? knownTypes(group).filter(({ vcpu }) => vcpu === undefined)
    : [];

/** Some interfaces serve no pods: the primary one where pods have subnets of their own, and a trunk. */
export const typesWithoutInterfaces = (group: NodeGroup, cni: CniMode): InstanceType[] =>
  knownTypes(group).filter((type) => type.enis <= Number(cni.customNetworking ?? false) + Number(hasTrunk(type, cni)));

/** Whether each of a group's types can do what the CNI is set to, so that its pods can be counted. */
export const canBeCounted = (group: NodeGroup, cni: CniMode): boolean =>
  [typesWithoutPrefixes, typesWithoutLimit, typesWithoutInterfaces].every(
    (without) => without(group, cni).length === 0,
  );
