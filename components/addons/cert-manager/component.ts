import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hostedZoneArns } from "../../dns/hostedZoneArns";
import type { HostedZone } from "../../dns/spec";
import { partitionOf } from "../../iam/partition";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { podRole } from "../podRole";
import { certManager } from "./spec";

export type CertManagerArgs = AddonArgs & SettingsOf<typeof certManager>;

type Issuer = NonNullable<CertManagerArgs["issuer"]>;

const namespace = "cert-manager";
const serviceAccount = "cert-manager";

/** On Fargate the kubelet has the webhook's own port, 10250. https://cert-manager.io/docs/installation/compatibility/#aws-eks */
const portOnFargate = 10260;

const acmeServers = {
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
  production: "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/**
 * cert-manager, which issues certificates into Secrets and renews them:
 * - the EKS community add-on `cert-manager`, in the namespace `cert-manager`, with its custom resources
 * - where there are public zones, a role by Pod Identity that may write TXT records into them, for DNS-01 challenges
 * - if asked for, the ClusterIssuer `letsencrypt`. The add-on is active when its webhook answers, without which the API
 *   server takes no issuer
 *
 * The add-on has no Pod Identity of its own, so the association stands beside it. Free of charge beyond its pods.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CertManager", name, {}, opts);
    const { region, onFargate, issuer } = args;
    const zones = args.zones.filter((zone) => !zone.private);
    const identity = zones.length === 0 || onFargate ? [] : [this.identity(name, args, zones)];
    const configuration = onFargate ? { webhook: { securePort: portOnFargate } } : undefined;
    const manager = eksAddon(
      name,
      certManager,
      args,
      { ...(configuration && { configuration }) },
      { parent: this, dependsOn: identity },
    );
    if (issuer) {
      new kubernetes.apiextensions.CustomResource(
        `${name}-letsencrypt`,
        {
          apiVersion: "cert-manager.io/v1",
          kind: "ClusterIssuer",
          metadata: { name: "letsencrypt" },
          spec: { acme: acme(issuer, region, zones) },
        },
        { parent: this, dependsOn: manager },
      );
    }
    this.registerOutputs();
  }

  private identity(name: string, args: CertManagerArgs, zones: readonly HostedZone[]): pulumi.Resource {
    const { role, ready } = podRole(
      name,
      {
        ...args,
        namespace,
        serviceAccount,
        description: "Lets cert-manager answer DNS-01 challenges in the hosted zones of the environment",
        statements: answerChallengesIn(args.region, zones),
      },
      this,
    );
    return new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      { clusterName: args.clusterName, namespace, serviceAccount, roleArn: role.arn },
      { parent: this, dependsOn: [...ready] },
    );
  }
}

const answerChallengesIn = (region: string, zones: readonly HostedZone[]): Allowed[] => [
  { Action: "route53:GetChange", Resource: `arn:${partitionOf(region)}:route53:::change/*` },
  { Action: "route53:ListResourceRecordSets", Resource: hostedZoneArns(region, zones) },
  {
    Action: "route53:ChangeResourceRecordSets",
    Resource: hostedZoneArns(region, zones),
    Condition: { "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"] } },
  },
];

/** With the id of its zone, a solver asks for no list of all zones. Each server has an account, and a key for it, of its own. */
const acme = ({ email, acme: server }: Issuer, region: string, zones: readonly HostedZone[]) => ({
  server: acmeServers[server],
  email,
  privateKeySecretRef: { name: `letsencrypt-${server}` },
  solvers: zones.map(({ name, id }) => ({
    selector: { dnsZones: [name] },
    dns01: { route53: { region, hostedZoneID: id } },
  })),
});
