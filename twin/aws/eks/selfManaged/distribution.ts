import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { firstType, type Instance, type Purchase, spreadTypes } from "../node/instances";

const distribution = z.looseObject({
  onDemandBaseCapacity: z.number().default(0),
  onDemandPercentageAboveBaseCapacity: z.number().default(100),
});

const policy = z.looseObject({ instancesDistribution: distribution.optional() });

/**
 * What a group with a mixed instances policy buys next: on-demand instances up to the base capacity, above it as many as keep the percentage. On-demand
 * instances are of the first type, spot instances are spread over all.
 *
 * @param mixedInstancesPolicy the group's input
 * @param instanceTypes the overrides, in their order
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html
 */
export function mixedPurchases(
  mixedInstancesPolicy: Properties[string],
  instanceTypes: readonly string[],
): (present: readonly Instance[]) => Purchase {
  const parsed = policy.parse(mixedInstancesPolicy ?? {}).instancesDistribution ?? {};
  const { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: percentage } = distribution.parse(parsed);
  return (present) => {
    const above = Math.max(0, present.length + 1 - base);
    const wanted = Math.min(present.length + 1, base) + Math.ceil((above * percentage) / 100);
    const onDemand = present.filter(({ capacityType }) => capacityType === "ON_DEMAND").length;
    return onDemand < wanted ? firstType(instanceTypes)(present) : spreadTypes(instanceTypes)(present);
  };
}
