import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** A property value as it travels between the engine and a provider: JSON, in which {@link UNKNOWN} may stand anywhere. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value | undefined };

/** The properties of a resource or the arguments of a function. */
export type Properties = { [key: string]: Value | undefined };

/** Stands in a preview for a value that only the deployment itself will tell. */
export const UNKNOWN: string = rpc.unknownValue;

/** Whether the value is unknown, or holds an unknown value at any depth. */
export function containsUnknown(value: Value | undefined): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return value === UNKNOWN;
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The property that a path leads into: `vpcConfig` of `vpcConfig.subnetIds[0]`. */
export function topLevel(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

/** Marks a value of a provider's answer as secret: the engine encrypts it in its state and hides it in its output. */
export function secret(value: Value): Properties {
  return { [rpc.specialSigKey]: rpc.specialSecretSig, value };
}

export function decodeProperties(struct: Struct | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

export function encodeProperties(properties: Properties): Struct {
  return Struct.fromJavaScript(withoutUndefined(properties) as { [key: string]: JavaScriptValue });
}

function withoutUndefined(value: Value | undefined): Value {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, withoutUndefined(member)]),
  );
}
