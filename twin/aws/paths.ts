import { isObject, type Properties, type Value } from "../provider/values";

/** Whether there is no value: absent, null, or a list or object without members, which the provider does not tell from absent. */
export function isAbsent(value: Value | undefined): value is null | undefined {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** All values at a path, for example `vpcConfig.subnetIds`; a list on the way stands for each of its elements. */
export function valuesAt(properties: Properties, path: string): Value[] {
  let values: Value[] = [properties];
  for (const key of path.split(".")) {
    values = values
      .flatMap((value) => (Array.isArray(value) ? value : [value]))
      .flatMap((value) => (isObject(value) && !isAbsent(value[key]) ? [value[key] as Value] : []));
  }
  return values;
}

/** Like {@link valuesAt}, with a list at the end given as its elements. */
export function elementsAt(properties: Properties, path: string): Value[] {
  return valuesAt(properties, path).flatMap((value) => (Array.isArray(value) ? value : [value]));
}

/** A copy with the value filled in where the path has none; objects on the way are made only if `makeParents`. */
export function withDefault(properties: Properties, path: string, value: Value, makeParents: boolean): Properties {
  const [key = "", ...rest] = path.split(".");
  const member = properties[key];
  if (rest.length === 0) return member === undefined || member === null ? { ...properties, [key]: value } : properties;
  const below = rest.join(".");
  if (isObject(member)) return { ...properties, [key]: withDefault(member, below, value, makeParents) };
  if (Array.isArray(member)) {
    const filled = member.map((item) => (isObject(item) ? withDefault(item, below, value, makeParents) : item));
    return { ...properties, [key]: filled };
  }
  if ((member === undefined || member === null) && makeParents)
    return { ...properties, [key]: withDefault({}, below, value, true) };
  return properties;
}

/** `subnets[0].id` → `subnets.id`: the path as the rules write it. */
export function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}

export function join(path: string, key: string): string {
  // A key with a dot or bracket, as in tags, is written the way Pulumi's property paths are.
  if (/[.[\]"]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

/** Whether the path is the other one or lies below it. */
export function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`);
}

/** The properties without some of them. */
export function without(properties: Properties, ...names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}
