import { addressesOf, nothing, sum, type Demand } from "../capacity/demand";
import { fixes } from "../capacity/fixes";
import { ADDRESSES_PER_PREFIX } from "../capacity/maxPods";
import {
  fitsAt,
  planCapacity,
  type CapacityPlan,
  type GroupPlan,
  type Moments,
  type PlannedEnvironment,
  type SubnetPlan,
} from "../capacity/plan";
import { usableAddresses } from "../capacity/subnets";
import { describeFix, plannedEnvironment } from "../config/capacity";
import type { PlatformConfig } from "../config/sections";
import { table } from "./table";

/** What `npm run plan -- capacity` tells of an environment. */
export interface CapacityReport {
  readonly fits: boolean;
  /** For a person. */
  readonly text: string;
  /** For a program. */
  readonly json: object;
}

export function reportCapacity(name: string, config: PlatformConfig): CapacityReport {
  const environment = plannedEnvironment(config);
  const plan = planCapacity(environment);
  const zones = config.network.availabilityZones;
  const ways = fixes(environment).map((fix) => ({ fix, text: describeFix(fix, environment) }));
  const fits = fitsAt(plan, "peak");
  const sections = [
    `${name}: a private subnet in each of ${zones.join(", ")}; ${sizeOf(plan)}`,
    ...(plan.groups.length > 0 ? [nodeTable(plan, environment)] : []),
    addressTable("subnet", plan),
    ...(plan.pods
      ? [`Pods have subnets of their own; ${sizeOf(plan.pods)}`, addressTable("pods' subnet", plan.pods)]
      : []),
    plan.groups.length > 0
      ? "min: fewest nodes, without pods. max: most nodes, full of pods. upgrade: the same while all groups and the control plane get a new version."
      : "upgrade: while the control plane gets a new version.",
    ...leftForOthers(plan, environment),
    verdict(
      plan,
      ways.map(({ text }) => text),
    ),
  ];
  return { fits, text: sections.join("\n\n"), json: { environment: name, zones, ...plan, fixes: ways } };
}

const moments = ["min", "max", "peak"] as const;

const sizeOf = ({ prefixLength }: SubnetPlan) => `/${prefixLength}, ${usableAddresses(prefixLength)} addresses`;

/** Of its own subnet and of the pods'. */
const both = (node: keyof GroupPlan["node"], { groups, pods }: CapacityPlan, index: number): Demand =>
  sum([groups[index], pods?.groups[index]].flatMap((group) => group?.node[node] ?? []));

function nodeTable(plan: CapacityPlan, environment: PlannedEnvironment): string {
  const zoned = (name: string) => environment.groups.find((group) => group.name === name)?.perZone === true;
  return table([
    ["nodes in each zone", "max pods", "addresses idle", "addresses full", "min", "max", "upgrade"],
    ...plan.groups.map(({ name, maxPods, nodes }, index) => [
      zoned(name) ? `  ${name} (one a zone)` : `  ${name}`,
      String(maxPods),
      described(both("idle", plan, index)),
      described(both("full", plan, index)),
      ...moments.map((moment) => String(nodes[moment])),
    ]),
  ]);
}

function addressTable(kind: string, { groups, others, takes, left }: SubnetPlan): string {
  const row = (name: string, value: (moment: keyof Moments<unknown>) => string) => [name, ...moments.map(value)];
  return table([
    [`addresses of each ${kind}`, "min", "max", "upgrade"],
    ...groups.map((group) => row(`  ${group.name}`, (moment) => described(group.takes[moment]))),
    ...others.map(({ name, takes: demand, unbounded }) =>
      row(`  ${name}`, (moment) => `${described(demand[moment])}${unbounded ? " or more" : ""}`),
    ),
    row("taken", (moment) => described(takes[moment])),
    row("free", (moment) => String(left[moment].addresses)),
    ...(takes.peak.prefixes > 0 ? [row("free /28 blocks", (moment) => String(left[moment].blocks))] : []),
  ]);
}

/** `113 (7 x /28)`: all addresses, and the blocks among them. */
const described = (demand: Demand): string =>
  demand.prefixes === 0 ? String(addressesOf(demand)) : `${addressesOf(demand)} (${demand.prefixes} x /28)`;

/** What no stack file bounds gets what is left. */
function leftForOthers({ left, takes, others, fits }: CapacityPlan, environment: PlannedEnvironment): string[] {
  if (!fits.peak) return [];
  const kept = (name: string) => addressesOf(others.find((other) => other.name === name)?.takes.peak ?? nothing);
  const { addresses, blocks } = left.peak;
  const autoNodes = Math.min(Math.floor(addresses / (ADDRESSES_PER_PREFIX + 1)), blocks);
  return [
    ...(environment.fargate
      ? [`Fargate pods take an address each: ${addresses + kept("Fargate pods")} fit into each subnet beside the rest.`]
      : []),
    ...(environment.autoMode
      ? [
          "Auto Mode's nodes take an address and a /28 block for every 16 pods, or single addresses where a subnet has no whole block left: " +
            `${autoNodes} of them, with up to 16 pods each, fit into each subnet beside the rest.`,
        ]
      : []),
    ...(takes.peak.prefixes > 0
      ? [
          "The blocks are free only as long as single addresses lie close together, which EC2 does not promise: a CIDR reservation of the subnet for prefixes keeps them.",
        ]
      : []),
  ];
}

function verdict(plan: CapacityPlan, ways: readonly string[]): string {
  if (fitsAt(plan, "peak")) return "It fits.";
  const { fits, left } = plan.pods && plan.fits.peak ? plan.pods : plan;
  const missing = -Math.min(left.peak.addresses, 0);
  const what = missing > 0 ? `${missing} addresses` : `${-left.peak.blocks} whole /28 blocks`;
  const when = fits.max ? "An upgrade does not fit" : "It does not fit";
  if (ways.length === 0) return `${when}: ${what} are missing in each subnet, and a larger VPC does not help.`;
  return [
    `${when}: ${what} are missing in each subnet. Each of these is enough, and no less is:`,
    ...ways.map((way) => `  set ${way}`),
  ].join("\n");
}
