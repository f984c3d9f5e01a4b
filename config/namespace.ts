/** Namespace of the configuration: the project's name in Pulumi.yaml. */
export const configNamespace = "eks-platform";

/** `eks-platform:network` → `network`. Undefined for the keys of Pulumi and its providers. */
export function ownSection(key: string): string | undefined {
  if (key.startsWith(`${configNamespace}:`)) return key.slice(configNamespace.length + 1);
  // Pulumi takes a key without a namespace for one of the project's.
  return key.includes(":") ? undefined : key;
}

/** The project's own configuration, by section. */
export function ownValues<Value>(config: Readonly<Record<string, Value>>): Record<string, Value> {
  const own: Record<string, Value> = {};
  for (const [key, value] of Object.entries(config)) {
    const section = ownSection(key);
    if (section !== undefined) own[section] = value;
  }
  return own;
}
