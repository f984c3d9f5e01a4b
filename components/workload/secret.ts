import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadContext } from "./context";
import { secretKeys, type SecretSource } from "./model/secret";
import { DataObject } from "./model/sources";

export type SecretArgs = SecretSource & Pick<WorkloadContext, "namespace" | "objectName">;

/**
 * Secret values for pods, as variables or files:
 * - `values` are encrypted in Pulumi's state. Other values are another Secret under another name, which rolls its pods.
 * - `fromSecretsManager` and `generated` are never seen by Pulumi: the add-on external-secrets makes the Secret, under the
 *   name of the component. Pods read a new value as a file; for a variable they must be started again.
 *
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class Secret extends pulumi.ComponentResource {
  /** For `env` and `files` of a container. */
  readonly object: DataObject;

  constructor(name: string, args: SecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:Secret", name, {}, opts);
    const objectName = "values" in args ? this.own(name, args) : this.external(name, args);
    this.object = new DataObject("Secret", objectName, secretKeys(args));
    this.registerOutputs();
  }

  private own(name: string, { namespace, values }: Extract<SecretArgs, { values: unknown }>): pulumi.Output<string> {
    const { metadata } = new kubernetes.core.v1.Secret(
      name,
      { metadata: { namespace }, immutable: true, stringData: pulumi.secret(values) },
      { parent: this },
    );
    return metadata.name;
  }

  private external(name: string, args: Exclude<SecretArgs, { values: unknown }>): pulumi.Output<string> {
    const { namespace, objectName = name } = args;
    const generators = "generated" in args ? this.generators(name, args) : [];
    const source =
      "generated" in args
        ? { dataFrom: generators.map(({ from }) => from), refreshPolicy: "CreatedOnce" }
        : { ...remoteValues(args), refreshInterval: args.refreshInterval ?? "1h" };
    const { metadata } = new kubernetes.apiextensions.CustomResource(
      name,
      {
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: { name: objectName, namespace, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
        spec: { target: { name: objectName, creationPolicy: "Owner" }, ...source },
      },
      { parent: this, dependsOn: generators.map(({ generator }) => generator) },
    );
    return metadata.name;
  }

  /** What makes a password for each key. https://external-secrets.io/latest/api/generator/password/ */
  private generators(
    name: string,
    { namespace, objectName = name, generated }: Extract<SecretArgs, { generated: unknown }>,
  ) {
    return Object.entries(generated).map(([key, { length = 32 }]) => {
      const kind = { apiVersion: "generators.external-secrets.io/v1alpha1", kind: "Password" };
      const generatorName = `${objectName}-${key.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
      const generator = new kubernetes.apiextensions.CustomResource(
        `${name}-${key}`,
        {
          ...kind,
          metadata: { name: generatorName, namespace },
          spec: { length, digits: Math.ceil(length / 5), symbols: 0, allowRepeat: true, noUpper: false },
        },
        { parent: this },
      );
      const from = {
        sourceRef: { generatorRef: { ...kind, name: generatorName } },
        rewrite: [{ regexp: { source: "password", target: key } }],
      };
      return { generator, from };
    });
  }
}

const remoteValues = ({ fromSecretsManager }: Extract<SecretArgs, { fromSecretsManager: unknown }>) => ({
  secretStoreRef: { kind: "ClusterSecretStore", name: "aws-secrets-manager" },
  data: Object.entries(fromSecretsManager).map(([secretKey, { name, property }]) => ({
    secretKey,
    remoteRef: { key: name, ...(property !== undefined && { property }) },
  })),
});
