import fc from "fast-check";
import type { PlannedEnvironment, PlannedGroup, Replacement } from "../../capacity/plan";
import { defaultSubnets, subnetsFit } from "../../capacity/subnets";

/** A managed group of m7i.large, with what differs. */
export const group = (changes: Partial<PlannedGroup> = {}): PlannedGroup => ({
  name: "system",
  instanceTypes: ["m7i.large"],
  scaling: { min: 2, desired: 2, max: 4 },
  perZone: false,
  replacement: { kind: "update", strategy: "default", maxUnavailable: 1 },
  ...changes,
});

/** Two zones with a /24 for each private subnet, and one group, with what differs. */
export const environment = (changes: Partial<PlannedEnvironment> = {}): PlannedEnvironment => ({
  zones: 2,
  vpcPrefixLength: 22,
  subnets: { private: 24, public: 28 },
  interfaceEndpoints: 0,
  cni: {},
  groups: [group()],
  fargate: false,
  autoMode: false,
  ...changes,
});

const replacements: fc.Arbitrary<Replacement> = fc.oneof(
  fc.record({
    kind: fc.constant("update" as const),
    strategy: fc.constantFrom("default" as const, "minimal" as const),
    maxUnavailable: fc.integer({ min: 1, max: 30 }),
  }),
  fc.record({
    kind: fc.constant("update" as const),
    strategy: fc.constantFrom("default" as const, "minimal" as const),
    maxUnavailablePercentage: fc.integer({ min: 1, max: 100 }),
  }),
  fc.record({
    kind: fc.constant("instanceRefresh" as const),
    minHealthyPercentage: fc.constantFrom(0, 90, 100),
  }),
);

const groups: fc.Arbitrary<Omit<PlannedGroup, "name">> = fc.record({
  instanceTypes: fc.uniqueArray(fc.constantFrom("t3.small", "m7i.large", "c7g.4xlarge", "m5.24xlarge"), {
    minLength: 1,
    maxLength: 3,
  }),
  scaling: fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 60 }))
    .map(([min, more, evenMore]) => ({ min, desired: min + more, max: Math.max(1, min + more + evenMore) })),
  perZone: fc.boolean(),
  replacement: replacements,
});

/** Environments of every kind; the subnets fit the VPC, the groups may not fit the subnets. */
export const environments: fc.Arbitrary<PlannedEnvironment> = fc
  .record({
    zones: fc.integer({ min: 2, max: 4 }),
    vpcPrefixLength: fc.integer({ min: 16, max: 24 }),
    subnets: fc.option(
      fc.record({ private: fc.integer({ min: 17, max: 28 }), public: fc.integer({ min: 24, max: 28 }) }),
    ),
    interfaceEndpoints: fc.integer({ min: 0, max: 10 }),
    cni: fc.record({
      prefixDelegation: fc.boolean(),
      warmTargets: fc.record({ ips: fc.integer({ min: 1, max: 20 }), minimumIps: fc.nat(30) }, { requiredKeys: [] }),
    }),
    groups: fc
      .array(groups, { maxLength: 4 })
      .map((items) => items.map((item, index): PlannedGroup => ({ ...item, name: `group-${index}` }))),
    fargate: fc.boolean(),
    autoMode: fc.boolean(),
  })
  .map(({ subnets, ...rest }): PlannedEnvironment => ({
    ...rest,
    subnets: subnets ?? defaultSubnets(rest.vpcPrefixLength, rest.zones),
  }))
  .filter(({ zones, vpcPrefixLength, subnets }) => subnetsFit(vpcPrefixLength, zones, subnets));
