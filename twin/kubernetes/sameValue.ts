import type { Value } from "../provider/values";
import { scalarText } from "./objects";

/** Maps whose values are quantities, and single fields that hold one. */
const quantityMaps = new Set([
  "requests",
  "limits",
  "capacity",
  "allocatable",
  "hard",
  "overhead",
  "default",
  "defaultRequest",
]);
const quantityFields = new Set(["sizeLimit", "divisor", "averageValue"]);

/**
 * Whether a value of a program and the one that the API server made of it are the same.
 *
 * The server writes quantities in a canonical form: `0.5` becomes `500m`, `1024Mi` becomes `1Gi`.
 */
export function sameValue(path: readonly (string | number)[], one: Value, other: Value): boolean {
  if (one === other) return true;
  if (!holdsQuantity(path)) return false;
  const [left, right] = [quantity(one), quantity(other)];
  return left !== undefined && left === right;
}

function holdsQuantity(path: readonly (string | number)[]): boolean {
  const [field, parent] = [path.at(-1), path.at(-2)];
  return (
    (typeof field === "string" && quantityFields.has(field)) || (typeof parent === "string" && quantityMaps.has(parent))
  );
}

const suffixes: Readonly<Record<string, readonly [base: bigint, exponent: number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  "": [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

/**
 * A quantity in billionths of its unit, the finest step that Kubernetes knows.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function quantity(value: Value): bigint | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i)?)$/.exec(
    scalarText(value) ?? "",
  );
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent, suffix = ""] = match;
  if (whole + fraction === "") return undefined;
  const [base, power] = exponent === undefined ? (suffixes[suffix] ?? [10n, 0]) : [10n, Number(exponent)];
  // Kept as a fraction until the end, so that 0.1Gi is not cut to zero on the way.
  const decimals = fraction.length - 9 - (base === 10n ? power : 0);
  const digits = BigInt(whole + fraction) * (base === 2n ? 2n ** BigInt(power) : 1n);
  const scaled = decimals <= 0 ? digits * 10n ** BigInt(-decimals) : divideUp(digits, 10n ** BigInt(decimals));
  return sign === "-" ? -scaled : scaled;
}

function divideUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}
