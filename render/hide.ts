import { createHash } from "node:crypto";
import type { KubernetesObject } from "../charts/manifests";
import type { Value } from "../recording/values";

type Values = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands for a value that a chart makes anew each time it is rendered: a certificate, a key, a password. */
export const minted = "(made by the chart)";

/** Shows that a value has changed, and not what it is. */
const hashOf = (value: unknown): string =>
  `sha256:${createHash("sha256").update(String(value)).digest("hex").slice(0, 16)}`;

/** Every value in it as a hash. What a chart has made is hidden already. */
const hashed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(hashed);
  if (isMap(value)) return mapped(value, hashed);
  return value === null || value === minted ? value : hashOf(value);
};

const mapped = (values: Values, change: (value: unknown, key: string) => unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]));

/** A recorded value as it was given, what Pulumi keeps secret hashed or in plain text. */
export function plain(value: Value, hide: boolean): unknown {
  if (Array.isArray(value)) return (value as readonly Value[]).map((item) => plain(item, hide));
  if (!isMap(value)) return value;
  if ("$secret" in value) {
    const inner = plain(value.$secret, hide);
    return hide ? hashed(inner) : inner;
  }
  return mapped(value, (item) => plain(item as Value, hide));
}

/** The object without the values of a Secret. */
export function withoutSecretData(object: KubernetesObject): KubernetesObject {
  if (object.apiVersion !== "v1" || object.kind !== "Secret") return object;
  const { data, stringData, ...others } = object;
  return {
    ...others,
    ...(data !== undefined && { data: hashed(data) }),
    ...(stringData !== undefined && { stringData: hashed(stringData) }),
  };
}

/**
 * What a chart makes of the same values twice, with what differs hidden.
 *
 * Two renderings tell it of any chart: names and formats of what it makes differ from chart to chart.
 */
export function withoutMinted<T>(one: T, other: unknown): T;
export function withoutMinted(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other) && one.length === other.length) {
    return one.map((item, index) => withoutMinted(item as unknown, other[index]));
  }
  if (isMap(one) && isMap(other)) return mapped(one, (value, key) => withoutMinted(value, other[key]));
  return one === other ? one : minted;
}
