import type * as pulumi from "@pulumi/pulumi";

/** A value of AWS Secrets Manager. */
export interface RemoteValue {
  /** Name of the secret, within `addons.external-secrets.secretPrefix`. */
  readonly name: string;
  /** Property of its JSON text. @default the whole text */
  readonly property?: string;
}

/** Where the values of a Secret come from. */
export type SecretSource =
  | {
      /** Values out of Pulumi's encrypted configuration, by key. A change replaces the Secret and rolls its pods. */
      readonly values: Readonly<Record<string, pulumi.Input<string>>>;
    }
  | {
      /** Values of AWS Secrets Manager by key, kept up to date by the add-on external-secrets. */
      readonly fromSecretsManager: Readonly<Record<string, RemoteValue>>;
      /** @default 1h */
      readonly refreshInterval?: string;
    }
  | {
      /** Random passwords by key, made once inside the cluster by the add-on external-secrets: Pulumi never sees them. */
      readonly generated: Readonly<Record<string, { /** 8 to 128. @default 32 */ readonly length?: number }>>;
    };

/** The keys of the Secret. */
export const secretKeys = (source: SecretSource): string[] =>
  Object.keys(
    "values" in source ? source.values : "generated" in source ? source.generated : source.fromSecretsManager,
  );

/** The add-on that makes the Secrets whose values Pulumi never sees. */
export const secretAddon = "external-secrets";
