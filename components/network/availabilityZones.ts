import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { failRun } from "../failure";

/** Zones where EKS runs no control plane. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const withoutEks = new Set(["use1-az3", "usw1-az2", "cac1-az3"]);

/** What is wrong with zones a cluster is to use, as sentences; `zoneIds` are those of this account, by zone name. */
export function zoneProblems(names: readonly string[], zoneIds: ReadonlyMap<string, string>): string[] {
  return names.flatMap((name) => {
    const id = zoneIds.get(name);
    if (id === undefined) return [`${name} is not open to this account; open are ${[...zoneIds.keys()].join(", ")}`];
    return withoutEks.has(id) ? [`${name} is ${id} in this account, where EKS runs no control plane`] : [];
  });
}

/**
 * Fails the preview when EKS would refuse one of the zones. Which id stands behind a zone's name differs from account
 * to account, so AWS has to be asked.
 */
export function checkZones(names: readonly string[], parent: pulumi.Resource): void {
  aws.getAvailabilityZonesOutput({}, { parent }).apply((zones) => {
    const zoneIds = new Map(zones.names.map((name, index) => [name, zones.zoneIds[index] ?? ""]));
    for (const problem of zoneProblems(names, zoneIds)) void failRun(problem, parent);
  });
}
