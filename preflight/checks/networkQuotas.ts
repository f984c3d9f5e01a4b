import * as aws from "@pulumi/aws";
import { environmentTag } from "../../components/account/environmentTag";
import { type Check, ok } from "../check";
import { compare } from "../quota";

const gateways = { none: 0, single: 1 } as const;

/** Room for the VPC, the addresses and NAT gateways in it, and the cluster. What the environment has already is not needed again. */
export const networkQuotas: Check = (preflight) => {
  const { environment, config, opts } = preflight;
  const { natGateways, availabilityZones } = config.network;
  const addresses = natGateways === "onePerAz" ? availabilityZones.length : gateways[natGateways];
  const tags = { [environmentTag]: environment };
  return [
    {
      subject: "VPCs",
      async answer() {
        const [all, own] = await Promise.all([aws.ec2.getVpcs({}, opts), aws.ec2.getVpcs({ tags }, opts)]);
        const quota = { service: "vpc", code: "L-F678F1CE", unit: "VPCs" };
        return compare(quota, { needed: left(1, own.ids), used: all.ids.length }, preflight);
      },
    },
    {
      subject: "Elastic IPs",
      async answer() {
        if (addresses === 0) return ok("needs none: there are no NAT gateways");
        const [all, own] = await Promise.all([aws.ec2.getEips({}, opts), aws.ec2.getEips({ tags }, opts)]);
        const quota = { service: "ec2", code: "L-0263D0A3", unit: "addresses" };
        return compare(
          quota,
          { needed: left(addresses, own.allocationIds), used: all.allocationIds.length },
          preflight,
        );
      },
    },
    {
      subject: "NAT gateways",
      async answer() {
        if (addresses === 0) return ok("needs none");
        return compare(
          { service: "vpc", code: "L-FE5A380F", unit: "NAT gateways in a zone" },
          { needed: 1 },
          preflight,
        );
      },
    },
    {
      subject: "clusters",
      async answer() {
        const { names } = await aws.eks.getClusters({}, opts);
        const quota = { service: "eks", code: "L-1194D53C", unit: "clusters" };
        const own = names.filter((name) => name === config.cluster.name);
        return compare(quota, { needed: left(1, own), used: names.length }, preflight);
      },
    },
  ];
};

const left = (needed: number, own: readonly string[]) => Math.max(0, needed - own.length);
