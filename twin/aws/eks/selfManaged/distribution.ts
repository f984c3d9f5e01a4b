import { z } from "zod";
import type { Properties } from "../../../provider/values";
import { firstType, type Instance, type Purchase, spreadTypes } from "../node/instances";

const mixedInstancesPolicy = z.looseObject({
  instancesDistribution: z.looseObject({
    onDemandBaseCapacity: z.number(),
    onDemandPercentageAboveBaseCapacity: z.number(),
  }),
  launchTemplate: z.looseObject({ overrides: z.array(z.strictObject({ instanceType: z.string() })) }),
});

/**
 * What a group with a mixed instances policy buys next: on-demand instances up to the base capacity, above it as many as keep the percentage. On-demand
 * instances are of the first type, spot instances are spread over all.
 *
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html
 */
export function mixedPurchases(policy: Properties): (present: readonly Instance[]) => Purchase {
  const { instancesDistribution, launchTemplate } = mixedInstancesPolicy.parse(policy);
  const { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: percentage } = instancesDistribution;
  const instanceTypes = launchTemplate.overrides.map(({ instanceType }) => instanceType);
  return (present) => {
    const above = Math.max(0, present.length + 1 - base);
    const wanted = Math.min(present.length + 1, base) + Math.ceil((above * percentage) / 100);
    const onDemand = present.filter(({ capacityType }) => capacityType === "ON_DEMAND").length;
    return onDemand < wanted ? firstType(instanceTypes)(present) : spreadTypes(instanceTypes)(present);
  };
}
