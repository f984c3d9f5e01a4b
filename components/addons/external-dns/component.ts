import * as pulumi from "@pulumi/pulumi";
import type { Allowed } from "../../iam/rolePolicy";
import { hostedZoneArns } from "../../dns/hostedZoneArns";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { addonRole, chartRole } from "../podRole";
import { externalDns } from "./spec";

export type ExternalDnsArgs = AddonArgs & SettingsOf<typeof externalDns>;

/**
 * external-dns, which writes a DNS record for each host of a Service, Ingress or route:
 * - the EKS community add-on `external-dns`, in the namespace `external-dns`
 * - its role, limited to the hosted zones of the stack file, or to taking on a role in their account
 *
 * It sees these zones alone, and changes only records that a TXT record beside them says to be its own. With the policy
 * `upsert-only`, records outlive what they lead to, and the environment. Free of charge beyond its pod.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 * @see https://kubernetes-sigs.github.io/external-dns/latest/docs/tutorials/aws/
 */
export class ExternalDns extends pulumi.ComponentResource {
  constructor(name: string, args: ExternalDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:ExternalDns", name, {}, opts);
    const { region, clusterArn, zones, policy, sources, annotationPrefix } = args;
    const permissions = {
      ...args,
      namespace: "external-dns",
      serviceAccount: "external-dns",
      description: "Lets external-dns write records into the hosted zones of the environment",
      statements: writeRecordsIn(hostedZoneArns(region, zones)),
      targetRoleArn: args.zonesRoleArn,
    };
    // An association that EKS makes for an add-on knows no target role.
    const role = args.zonesRoleArn === undefined ? addonRole(name, permissions, this) : undefined;
    const isPermitted = role ? [] : chartRole(name, permissions, this).ready;
    const configuration = {
      policy,
      sources,
      txtOwnerId: args.txtOwnerId ?? clusterArn.split("/").at(-1),
      domainFilters: [...new Set(zones.map((zone) => zone.name))],
      extraArgs: [
        "--events", // a record goes some seconds after its object, not within a minute: external-dns may go next
        ...zones.map(({ id }) => `--zone-id-filter=${id}`),
        ...(annotationPrefix === undefined ? [] : [`--annotation-prefix=${annotationPrefix}`]),
      ],
    };
    eksAddon(name, externalDns, args, { configuration, role }, { parent: this, dependsOn: [...isPermitted] });
    this.registerOutputs();
  }
}

/** ListHostedZones knows no narrower resource. */
const writeRecordsIn = (zoneArns: readonly string[]): Allowed[] => [
  {
    Action: ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResources"],
    Resource: zoneArns,
  },
  { Action: "route53:ListHostedZones", Resource: "*" },
];
