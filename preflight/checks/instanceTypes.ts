import * as aws from "@pulumi/aws";
import { isNodeGroup } from "../../components/dataPlane/spec";
import { type Check, ok, wrong } from "../check";

/** Whether each group can get an instance in each zone: EC2 does not offer every type in every zone. */
export const instanceTypes: Check = ({ config: { dataPlane, network }, opts }) =>
  dataPlane.filter(isNodeGroup).map((group) => ({
    subject: `instances of ${group.name}`,
    async answer() {
      const offered = await aws.ec2.getInstanceTypeOfferings(
        {
          filters: [{ name: "instance-type", values: [...group.instanceTypes] }],
          locationType: "availability-zone",
        },
        opts,
      );
      const isOffered = (type: string, zone: string) =>
        offered.instanceTypes.some((name, index) => name === type && offered.locations[index] === zone);
      const zones = network.availabilityZones.map((zone) => ({
        zone,
        missing: group.instanceTypes.filter((type) => !isOffered(type, zone)),
      }));
      const described = zones
        .filter(({ missing }) => missing.length > 0)
        .map(({ zone, missing }) => `${zone} does not offer ${missing.join(", ")}`)
        .join("; ");
      if (zones.some(({ missing }) => missing.length === group.instanceTypes.length))
        return wrong(
          described,
          `add a type to instanceTypes of ${group.name} that the zone offers, or change the zones`,
        );
      return ok(described || `every zone offers ${group.instanceTypes.join(", ")}`);
    },
  }));
