/** A plain value as a recording holds it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** The wire form marks special values with this key. https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
export const resourceReference = "5cf8f73096256a8f31e491e813e4eb8e";
const unknowns = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** A value as a provider hands it out when nobody should see it. */
export const secret = (value: string) => ({ [signatureKey]: secretSignature, value });

/** Serialised properties with the markers made readable. */
export function readable(properties: Record<string, unknown>): Record<string, Value> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, readableValue(value)]));
}

function readableValue(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return unknowns.has(value) ? { $unknown: true } : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(readableValue);
  if (typeof value !== "object") throw new Error(`a ${typeof value} among serialised properties`);
  const fields = value as Record<string, unknown>;
  switch (fields[signatureKey]) {
    case undefined:
      return readable(fields);
    case secretSignature:
      return { $secret: readableValue(fields.value) };
    case resourceReference:
      return { $resource: shortName(String(fields.urn)) };
    default:
      throw new Error(`unknown special value ${String(fields[signatureKey])}`);
  }
}

/** `type::name` of a URN: as much as one needs to tell resources apart. */
export function shortName(urn: string): string {
  const [, , qualifiedType = "", ...name] = urn.split("::");
  return `${qualifiedType.split("$").at(-1)}::${name.join("::")}`;
}

/** The value as the text it must be. */
export function textOf(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error(`no text: ${JSON.stringify(value)}`);
  return value;
}
