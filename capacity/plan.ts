import { holds, largest, nothing, roomLeft, sum, times, type Demand, type Room } from "./demand";
import { instanceType } from "./instanceTypes";
import { maxPodsOfGroup } from "./maxPods";
import { full, idle, nodeAddresses, type CniSettings } from "./nodeAddresses";
import { podSubnetPrefixLength, type SubnetPrefixLengths } from "./subnets";

/** How a group gets nodes of a new release. */
export type Replacement =
  | {
      /** A managed node group's update. */
      readonly kind: "update";
      readonly strategy: "default" | "minimal";
      readonly maxUnavailable?: number;
      readonly maxUnavailablePercentage?: number;
    }
  | {
      /** The instance refresh of an Auto Scaling group. */
      readonly kind: "instanceRefresh";
      readonly minHealthyPercentage: number;
    };

/** A group of EC2 instances in the private subnets. */
export interface PlannedGroup {
  readonly name: string;
  /** Any of them may be started. */
  readonly instanceTypes: readonly string[];
  /** In nodes; in each zone with `perZone`. */
  readonly scaling: { readonly min: number; readonly desired: number; readonly max: number };
  /** Whether every zone has a group of its own. */
  readonly perZone: boolean;
  /**
   * The kubelet's `maxPods`.
   * @default what `maxPodsOfGroup` says
   */
  readonly maxPods?: number;
  readonly replacement: Replacement;
}

/** What of an environment takes addresses, and where it takes them from. */
export interface PlannedEnvironment {
  /** Availability Zones, each with a private subnet. */
  readonly zones: number;
  readonly vpcPrefixLength: number;
  readonly subnets: SubnetPrefixLengths;
  /**
   * Prefix length of the range that is cut into subnets for pods alone.
   * @default none: pods are in the private subnets
   */
  readonly podSubnets?: number;
  /** Services with an interface endpoint in every private subnet. */
  readonly interfaceEndpoints: number;
  readonly cni: CniSettings;
  readonly groups: readonly PlannedGroup[];
  /** Whether there are Fargate profiles. */
  readonly fargate: boolean;
  /** Whether EKS Auto Mode is on. */
  readonly autoMode: boolean;
}

/** The same at three moments: fewest nodes and no pods of one's own; most nodes, full of pods; and with the nodes that an upgrade adds to those. */
export interface Moments<Value> {
  readonly min: Value;
  readonly max: Value;
  readonly peak: Value;
}

/** What a group takes from each subnet of a kind. */
export interface GroupPlan {
  readonly name: string;
  readonly maxPods: number;
  /** A single node without pods, and with as many as it can run; of the type that takes most. */
  readonly node: { readonly idle: Demand; readonly full: Demand };
  /** Nodes in a zone, when they are spread as evenly as they can be. */
  readonly nodes: Moments<number>;
  readonly takes: Moments<Demand>;
}

export interface OtherPlan {
  readonly name: string;
  readonly takes: Moments<Demand>;
  /** Whether the number of pods decides, which no stack file bounds: what it takes is the least that makes sense. */
  readonly unbounded: boolean;
}

/** What is needed of each subnet of a kind; they are all of one size, and the plan is the same for each. */
export interface SubnetPlan {
  readonly prefixLength: number;
  readonly groups: readonly GroupPlan[];
  readonly others: readonly OtherPlan[];
  readonly takes: Moments<Demand>;
  readonly left: Moments<Room>;
  readonly fits: Moments<boolean>;
}

/** What is needed of each private subnet, and of each subnet for pods alone where there are any. */
export interface CapacityPlan extends SubnetPlan {
  readonly pods?: SubnetPlan;
}

export const fitsAt = ({ fits, pods }: CapacityPlan, moment: keyof Moments<boolean>): boolean =>
  fits[moment] && (pods?.fits[moment] ?? true);

/**
 * What the environment needs of each private subnet. An upper bound where zones differ: nodes are spread evenly and rounded up, for every group in the same zone.
 *
 * All groups are upgraded at once: the program has no order between them. Not in it: load balancers, and a group that is replaced by another one (new instance types, for
 * example), which stands beside it with its desired nodes until the old one is gone.
 *
 * @throws when an instance type is unknown, or can't do what the CNI's settings ask for.
 */
export function planCapacity(environment: PlannedEnvironment): CapacityPlan {
  const { zones, podSubnets: range } = environment;
  const planOf = (kind: "nodeSubnet" | "podSubnet", prefixLength: number, others: readonly OtherPlan[]) =>
    planSubnets(
      prefixLength,
      environment.groups.map((group) => planGroup(group, environment, kind)),
      others,
    );
  const [nodes, ofPods] = [otherPlans(environment), otherPlansOfPods(environment)];
  if (range === undefined) return planOf("nodeSubnet", environment.subnets.private, [...nodes, ...ofPods]);
  return {
    ...planOf("nodeSubnet", environment.subnets.private, nodes),
    pods: planOf("podSubnet", podSubnetPrefixLength(range, zones), ofPods),
  };
}

function planSubnets(prefixLength: number, groups: readonly GroupPlan[], others: readonly OtherPlan[]): SubnetPlan {
  const takes = moments((moment) => sum([...groups, ...others].map((consumer) => consumer.takes[moment])));
  return {
    prefixLength,
    groups,
    others,
    takes,
    left: moments((moment) => roomLeft(prefixLength, takes[moment])),
    fits: moments((moment) => holds(prefixLength, takes[moment])),
  };
}

const moments = <Value>(at: (moment: keyof Moments<Value>) => Value): Moments<Value> => ({
  min: at("min"),
  max: at("max"),
  peak: at("peak"),
});

function planGroup(
  group: PlannedGroup,
  { cni, zones }: PlannedEnvironment,
  kind: "nodeSubnet" | "podSubnet",
): GroupPlan {
  const isManaged = group.replacement.kind === "update";
  const maxPods = group.maxPods ?? maxPodsOfGroup({ ...group, isManaged }, cni);
  const largestNode = (load: typeof idle) =>
    largest(group.instanceTypes.map((name) => nodeAddresses(instanceType(name), cni, load)[kind]));
  const node = { idle: largestNode({ ...idle, maxPods }), full: largestNode(full(maxPods)) };
  const groupZones = group.perZone ? 1 : zones;
  const inAZone = (count: number) => Math.ceil(count / groupZones);
  const { min, max } = group.scaling;
  const nodes = { min: inAZone(min), max: inAZone(max), peak: inAZone(max + surge(group, groupZones)) };
  return {
    name: group.name,
    maxPods,
    node,
    nodes,
    takes: {
      min: times(node.idle, nodes.min),
      max: times(node.full, nodes.max),
      peak: times(node.full, nodes.peak),
    },
  };
}

/** EKS updates at most so many nodes of a group at once. */
const MOST_UNAVAILABLE = 100;

/**
 * Nodes that a group has beyond its maximum while it gets new ones.
 *
 * - A managed group with the default strategy: twice as many as it has zones, or `maxUnavailable` if that is more; with the minimal strategy none, as old nodes go first.
 *   https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
 * - An instance refresh: with a minimum of 100 % one, which is launched before another is terminated; below that none, as instances are terminated while new ones are
 *   launched, and a launch that comes before the addresses are free is tried again.
 *   https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh-overview.html
 */
function surge({ replacement, scaling }: PlannedGroup, zones: number): number {
  if (replacement.kind === "instanceRefresh") return replacement.minHealthyPercentage === 100 ? 1 : 0;
  if (replacement.strategy === "minimal") return 0;
  const { maxUnavailable = Math.ceil((scaling.max * (replacement.maxUnavailablePercentage ?? 0)) / 100) } = replacement;
  return Math.max(2 * zones, Math.min(maxUnavailable, MOST_UNAVAILABLE));
}

/**
 * The control plane has two to four interfaces in two zones at least: two in a subnet. A new Kubernetes version takes up to five addresses more, in any of its subnets.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/update-cluster.html
 */
const CONTROL_PLANE = { interfaces: 2, upgrade: 5 };

/** The least that Auto Mode takes: a node, and a pod on it. It prefers a /28 prefix, and falls back to single addresses where a subnet has none. */
const SMALLEST_AUTO_NODE = 2;

const always = (single: number): Moments<Demand> => moments(() => ({ ...nothing, single }));

/** Pods with security groups of their own have an interface each, and how many there are no stack file says. */
const otherPlansOfPods = ({ cni }: PlannedEnvironment): OtherPlan[] =>
  cni.podSecurityGroups ? [{ name: "pods with security groups", takes: always(1), unbounded: true }] : [];

function otherPlans({ interfaceEndpoints, fargate, autoMode }: PlannedEnvironment): OtherPlan[] {
  const controlPlane = {
    ...always(CONTROL_PLANE.interfaces),
    peak: { ...nothing, single: CONTROL_PLANE.interfaces + CONTROL_PLANE.upgrade },
  };
  return [
    { name: "the control plane", takes: controlPlane, unbounded: false },
    ...(interfaceEndpoints > 0
      ? [{ name: "interface endpoints", takes: always(interfaceEndpoints), unbounded: false }]
      : []),
    ...(fargate ? [{ name: "Fargate pods", takes: always(1), unbounded: true }] : []),
    ...(autoMode ? [{ name: "Auto Mode nodes", takes: always(SMALLEST_AUTO_NODE), unbounded: true }] : []),
  ];
}
