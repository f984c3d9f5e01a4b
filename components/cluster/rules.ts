import { isPrivate, parseCidr } from "../../capacity/cidr";
import { reservedIn } from "../../capacity/reservedRanges";
import { rule } from "../environment";
import { repeated } from "../spec/lists";

const principalsDiffer = rule(["cluster"], ({ cluster }, refuse) => {
  const names = Object.keys(cluster.access);
  const principals = Object.values(cluster.access).map(({ principalArn }) => principalArn);
  for (const index of repeated(principals)) {
    const first = names[principals.indexOf(principals[index] ?? "")];
    refuse(
      ["cluster", "access", names[index] ?? "", "principalArn"],
      `must appear once: "${first}" has it already, and EKS keeps one entry for a principal`,
    );
  }
});

const apiServerIsReachable = rule(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  if (!endpoint.private && !endpoint.public) {
    refuse(
      ["cluster", "endpoint"],
      "private and public must not both be false: EKS refuses an API server that cannot be reached",
    );
  }
});

const privateCallersAreMeant = rule(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  const { cidrBlocks, securityGroupIds } = endpoint.privateAccess;
  const count = cidrBlocks.length + securityGroupIds.length;
  if (!endpoint.private && count > 0) {
    refuse(["cluster", "endpoint", "privateAccess"], "must be left out while endpoint.private is false");
  }
  if (endpoint.private && !endpoint.public && count === 0) {
    refuse(
      ["cluster", "endpoint", "privateAccess"],
      "must name who may reach the private endpoint, for example { cidrBlocks: [10.20.0.0/16] }: without it nobody but the nodes does, not even this program",
    );
  }
  for (const [list, values] of Object.entries({ cidrBlocks, securityGroupIds })) {
    for (const index of repeated(values)) {
      refuse(["cluster", "endpoint", "privateAccess", list, index], "must be listed once");
    }
  }
});

const publicRangesAreMeant = rule(["cluster"], ({ cluster: { endpoint } }, refuse) => {
  const ranges = endpoint.publicAccessCidrs;
  if (!endpoint.public && ranges.length > 0) {
    refuse(["cluster", "endpoint", "publicAccessCidrs"], "must be left out while endpoint.public is false");
  }
  if (endpoint.public && ranges.length === 0) {
    refuse(
      ["cluster", "endpoint", "publicAccessCidrs"],
      "must name who may reach the public endpoint, as [<address on the internet>/32]: without it AWS allows the whole internet",
    );
  }
  ranges.forEach((range, index) => {
    const cidr = parseCidr(range);
    const reserved = cidr && reservedIn(cidr);
    if (!reserved) return;
    refuse(
      ["cluster", "endpoint", "publicAccessCidrs", index],
      isPrivate(cidr)
        ? "must be a public range: private addresses reach the API server through endpoint.private"
        : `must be a public range: EKS refuses ${reserved.range}, which is kept for ${reserved.use}; ` +
            "name the addresses that you have on the internet",
    );
  });
});

const logTypesDiffer = rule(["cluster"], ({ cluster }, refuse) => {
  for (const index of repeated(cluster.logTypes)) refuse(["cluster", "logTypes", index], "must be listed once");
});

export const clusterRules = [
  principalsDiffer,
  apiServerIsReachable,
  privateCallersAreMeant,
  publicRangesAreMeant,
  logTypesDiffer,
];
