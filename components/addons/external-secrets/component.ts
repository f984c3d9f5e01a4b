import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { partitionOf } from "../../iam/partition";
import type { Allowed } from "../../iam/rolePolicy";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { chartRole } from "../podRole";
import { externalSecrets } from "./spec";

export type ExternalSecretsArgs = AddonArgs & SettingsOf<typeof externalSecrets>;

/** On Fargate the kubelet has the webhook's own port, 10250. https://aws-ia.github.io/terraform-aws-eks-blueprints-addons/main/addons/external-secrets/ */
const portOnFargate = 9443;

/** Name of the namespace and of the controller's service account. */
const own = "external-secrets";

/**
 * The External Secrets Operator:
 * - the chart `external-secrets` in a namespace of its own
 * - its role, which reads the secrets whose names begin as the stack file says
 * - the ClusterSecretStore `aws-secrets-manager`, by which an ExternalSecret names one of them
 *
 * An ExternalSecret names its secrets one by one: to search for them takes a right to list every secret of the account.
 * Whoever may make an ExternalSecret reads all that the role does: `namespaces` says where.
 *
 * Free of charge; Secrets Manager costs 0.40 USD a secret and month, and 0.05 USD for 10,000 readings. With the add-on
 * every ExternalSecret is deleted, and the Secrets that belong to them.
 *
 * @see https://external-secrets.io/latest/provider/aws-secrets-manager/
 */
export class ExternalSecrets extends pulumi.ComponentResource {
  constructor(name: string, args: ExternalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:ExternalSecrets", name, {}, opts);
    const namespace = new kubernetes.core.v1.Namespace(name, { metadata: { name: own } }, { parent: this });
    const { annotations, ready: isPermitted } = chartRole(
      name,
      {
        ...args,
        namespace: own,
        serviceAccount: own,
        description: `Reads secrets whose names begin with ${args.secretPrefix}`,
        statements: readingStatements(args),
      },
      this,
    );
    const operator = chartAddon(
      name,
      externalSecrets,
      args,
      {
        namespace: namespace.metadata.name,
        values: {
          installCRDs: true,
          replicaCount: args.replicas,
          leaderElect: args.replicas > 1,
          serviceAccount: { name: own, annotations },
          webhook: { replicaCount: args.replicas, ...(args.onFargate && { port: portOnFargate }) },
        },
      },
      { parent: this, dependsOn: [...isPermitted] },
    );
    // The webhook of the operator checks it, also when it is deleted.
    new kubernetes.apiextensions.CustomResource(
      `${name}-store`,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ClusterSecretStore",
        metadata: { name: "aws-secrets-manager" },
        spec: {
          // Without credentials of its own the store has the operator's, which Pod Identity or IRSA gives it.
          provider: { aws: { service: "SecretsManager", region: args.region } },
          ...(args.namespaces && { conditions: [{ namespaces: args.namespaces }] }),
        },
      },
      { parent: this, dependsOn: operator },
    );
    this.registerOutputs();
  }
}

/** https://external-secrets.io/latest/provider/aws-secrets-manager/#iam-policy */
function readingStatements({ region, clusterArn, secretPrefix, kmsKeyArns }: ExternalSecretsArgs): Allowed[] {
  const accountId = clusterArn.split(":")[4];
  const reads: Allowed = {
    Action: [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:GetSecretValue",
      "secretsmanager:ListSecretVersionIds",
    ],
    Resource: `arn:${partitionOf(region)}:secretsmanager:${region}:${accountId}:secret:${secretPrefix}*`,
  };
  return kmsKeyArns.length > 0 ? [reads, { Action: "kms:Decrypt", Resource: kmsKeyArns }] : [reads];
}
