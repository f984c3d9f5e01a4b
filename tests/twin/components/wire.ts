import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { isObject, type Properties, UNKNOWN, type Value } from "../../../twin/provider/values";
import type { Key } from "./traces";

/**
 * Values between the engine and a component, and the markers that stand for what JSON can't say:
 * `{"$secret": value}`, `{"$unknown": true}`, `{"$undefined": true}`, `{"$resource": "type::name"}`.
 */
export function toMarkers(value: Value | undefined): Value {
  if (value === undefined) return { $undefined: true };
  if (value === UNKNOWN) return { $unknown: true };
  if (Array.isArray(value)) return value.map(toMarkers);
  if (!isObject(value)) return value;
  const signature = value[rpc.specialSigKey];
  if (signature === rpc.specialSecretSig) return { $secret: toMarkers(value.value) };
  if (signature === rpc.specialResourceSig) return { $resource: keyOfUrn(textOf(value.urn)) };
  if (signature === rpc.specialOutputValueSig) {
    const inner = value.value === undefined ? { $unknown: true } : toMarkers(value.value);
    return value.secret ? { $secret: inner } : inner;
  }
  return mapMembers(value, toMarkers);
}

export function textOf(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error(`Not a text: ${JSON.stringify(value)}`);
  return value;
}

/** The other way round; `reference` says what a resource is on the wire. */
export function fromMarkers(value: Value | undefined, reference: (key: Key) => Properties): Value {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((element) => fromMarkers(element, reference));
  if (!isObject(value)) return value;
  if ("$secret" in value) {
    return { [rpc.specialSigKey]: rpc.specialSecretSig, value: fromMarkers(value.$secret, reference) };
  }
  if (typeof value.$resource === "string") return reference(value.$resource);
  if ("$unknown" in value) return UNKNOWN;
  return mapMembers(value, (member) => fromMarkers(member, reference));
}

export function resourceReference(urn: string, id: string | undefined): Properties {
  return {
    [rpc.specialSigKey]: rpc.specialResourceSig,
    urn,
    ...(id !== undefined && { id: id === "" ? UNKNOWN : id }),
  };
}

/** Paths of unknown values: `vpcConfig.securityGroupIds[0]`. */
export function unknownPaths(value: Value | undefined, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((element, index) => unknownPaths(element, `${path}[${index}]`));
  if (!isObject(value)) return [];
  if ("$unknown" in value) return [path];
  if ("$secret" in value) return unknownPaths(value.$secret, path);
  return Object.entries(value).flatMap(([key, member]) => unknownPaths(member, path ? `${path}.${key}` : key));
}

export function keyOfUrn(urn: string): Key {
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return `${qualifiedType.split("$").pop() ?? ""}::${name.join("::")}`;
}

/** Each once, in order: the SDK says some several times, and the engine takes them once. */
export function keysOf(urns: readonly string[]): Key[] {
  return [...new Set(urns.map(keyOfUrn))].sort();
}

function mapMembers(value: Properties, map: (member: Value | undefined) => Value): Properties {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, map(member)]));
}
