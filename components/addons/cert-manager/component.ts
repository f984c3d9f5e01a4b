import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { hostedZoneArns } from "../../dns/hostedZoneArns";
import type { HostedZone } from "../../dns/spec";
import { partitionOf } from "../../iam/partition";
import { podRole, type PodRole } from "../../iam/podRole";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { eksAddon } from "../eksAddon";
import { certManager, issuerName } from "./spec";

export type CertManagerArgs = AddonArgs & SettingsOf<typeof certManager>;

type Issuer = NonNullable<CertManagerArgs["issuer"]>;

const namespace = "cert-manager";
const controller = "cert-manager";

/** Of the issuer, where it has a service account of its own. */
const own = "letsencrypt";

/** On Fargate the kubelet has the webhook's own port, 10250. https://cert-manager.io/docs/installation/compatibility/#aws-eks */
const portOnFargate = 10260;

const acmeServers = {
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
  production: "https://acme-v02.api.letsencrypt.org/directory",
} as const;

/**
 * cert-manager, which issues certificates into Secrets and renews them:
 * - the EKS community add-on `cert-manager`, in the namespace `cert-manager`, with its custom resources
 * - where there are public zones, a role that may write TXT records into them, for DNS-01 challenges: the controller's own by
 *   Pod Identity, or on Fargate that of the issuer's service account by IRSA
 * - if asked for, the ClusterIssuer `letsencrypt`. The add-on is active when its webhook answers, without which the API
 *   server takes no issuer
 *
 * EKS gives this add-on no role itself: the association stands beside it, and on Fargate the issuer names a service account
 * whose token the controller asks for. Free of charge beyond its pods.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
 * @see https://cert-manager.io/docs/configuration/acme/dns01/route53/
 */
export class CertManager extends pulumi.ComponentResource {
  constructor(name: string, args: CertManagerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:CertManager", name, {}, opts);
    const { region, onFargate, issuer } = args;
    const zones = args.zones.filter((zone) => !zone.private);
    const isIssuing = zones.length > 0 && (!onFargate || issuer !== undefined);
    const role = isIssuing ? this.role(name, args, zones) : undefined;
    const configuration = onFargate ? { webhook: { securePort: portOnFargate } } : undefined;
    const manager = eksAddon(
      name,
      certManager,
      args,
      { ...(configuration && { configuration }) },
      { parent: this, dependsOn: [...(role?.ready ?? [])] },
    );
    if (issuer) {
      const account = role && onFargate ? this.issuerAccount(`${name}-letsencrypt`, manager) : undefined;
      const auth = account && { role: role?.role.arn, auth: { kubernetes: { serviceAccountRef: { name: own } } } };
      new kubernetes.apiextensions.CustomResource(
        `${name}-letsencrypt`,
        {
          apiVersion: "cert-manager.io/v1",
          kind: "ClusterIssuer",
          metadata: { name: issuerName },
          spec: { acme: acme(issuer, zones, { region, ...auth }) },
        },
        { parent: this, dependsOn: account ?? manager },
      );
    }
    this.registerOutputs();
  }

  private role(name: string, args: CertManagerArgs, zones: readonly HostedZone[]): PodRole {
    return podRole(
      name,
      {
        ...args,
        associationName: `${name}-identity`,
        namespace,
        serviceAccount: args.onFargate ? own : controller,
        description: "Lets cert-manager answer DNS-01 challenges in the hosted zones of the environment",
        statements: answerChallengesIn(args.region, zones),
        targetRoleArn: args.zonesRoleArn,
      },
      this,
    );
  }

  /** The issuer's service account, for which the controller may ask for a token. */
  private issuerAccount(name: string, manager: pulumi.Resource): pulumi.Resource[] {
    const metadata = { name: own, namespace };
    const opts = { parent: this, dependsOn: manager }; // the namespace is the add-on's
    const account = new kubernetes.core.v1.ServiceAccount(name, { metadata }, opts);
    const role = new kubernetes.rbac.v1.Role(
      name,
      {
        metadata,
        rules: [{ apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [own], verbs: ["create"] }],
      },
      opts,
    );
    const binding = new kubernetes.rbac.v1.RoleBinding(
      name,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: own },
        subjects: [{ kind: "ServiceAccount", name: controller, namespace }],
      },
      { parent: this, dependsOn: role },
    );
    return [account, binding];
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
const acme = (
  { email, acme: server }: Issuer,
  zones: readonly HostedZone[],
  route53: Readonly<Record<string, unknown>>,
) => ({
  server: acmeServers[server],
  email,
  privateKeySecretRef: { name: `letsencrypt-${server}` },
  solvers: zones.map(({ name, id }) => ({
    selector: { dnsZones: [name] },
    dns01: { route53: { ...route53, hostedZoneID: id } },
  })),
});
