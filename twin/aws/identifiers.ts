import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Properties } from "../provider/values";
import { dnsSuffixOf, partitionOf } from "./regions";
import { shown } from "./read";

/** Where an identifier is made: what its format may name besides the inputs of the resource. */
export interface Place {
  readonly accountId: string;
  readonly region: string;
}

const UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** An id as EC2 makes them: `vpc-0123456789abcdef0`. */
export function ec2Id(prefix: string): string {
  return `${prefix}-0${randomHex(16)}`;
}

export function randomHex(length: number): string {
  return randomBytes(Math.ceil(length / 2))
    .toString("hex")
    .slice(0, length);
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}

/** The suffix of a generated name: 7 hexadecimal digits that depend on the seed alone. */
export function seededSuffix(seed: Uint8Array): string {
  const digits = seed.length > 0 ? createHash("sha512").update(seed).digest("hex") : randomHex(7);
  return digits.slice(0, 7);
}

/** Characters of these, the same for the same text. */
export function digest(text: string, characters: string, length: number): string {
  const bytes = createHash("sha256").update(text).digest().subarray(0, length);
  return [...bytes].map((byte) => characters[byte % characters.length]).join("");
}

/**
 * Fills in a format of `aws-rules.json`: `{account}`, `{region}`, `{partition}`, `{dnsSuffix}`, `{uuid}`, `{now}`, `{hex17}` and the like, or an input or
 * attribute of the resource.
 */
export function fillFormat(format: string, place: Place, attributes: Properties): string {
  return format.replace(/\{(\w+)\}/g, (_placeholder, name: string) => {
    const length = /^(hex|digits|upper|alnum)(\d+)$/.exec(name);
    if (length) return randomOf(length[1] ?? "", Number(length[2]));
    switch (name) {
      case "account":
        return place.accountId;
      case "region":
        return place.region;
      case "partition":
        return partitionOf(place.region);
      case "dnsSuffix":
        return dnsSuffixOf(place.region);
      case "uuid":
        return randomUUID();
      case "now":
        return now();
      default:
        return shown(attributes[name] ?? "");
    }
  });
}

function randomOf(kind: string, length: number): string {
  if (kind === "hex") return `0${randomHex(length - 1)}`;
  if (kind === "digits") return randomText("123456789", length);
  return randomText(kind === "upper" ? UPPER : ALPHANUMERIC, length);
}

/** RFC 3339, in seconds. */
export function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

export function arnOf(
  call: { readonly account: { readonly id: string }; readonly region: string },
  service: string,
  resource: string,
): string {
  return `arn:${partitionOf(call.region)}:${service}:${call.region}:${call.account.id}:${resource}`;
}
