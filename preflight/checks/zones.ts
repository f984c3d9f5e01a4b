import * as aws from "@pulumi/aws";
import { zoneProblems } from "../../components/network/availabilityZones";
import { type Check, ok, wrong } from "../check";

/** Which zones stand behind the names in this account, and whether EKS runs in them. */
export const zones: Check = ({ config: { network }, opts }) => [
  {
    subject: "zones",
    async answer() {
      const found = await aws.getAvailabilityZones({}, opts);
      const zoneIds = new Map(found.names.map((name, index) => [name, found.zoneIds[index] ?? ""]));
      const problems = zoneProblems(network.availabilityZones, zoneIds);
      if (problems.length > 0) return wrong(problems.join("; "), "change network.availabilityZones");
      return ok(network.availabilityZones.map((name) => `${name} is ${zoneIds.get(name)}`).join(", "));
    },
  },
];
