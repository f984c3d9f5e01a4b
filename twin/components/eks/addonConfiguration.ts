import * as pulumi from "@pulumi/pulumi";

/** The JSON that EKS takes as an add-on's configuration, with its keys in order. */
export function stringifyConfiguration(values: pulumi.Input<object | undefined>): pulumi.Output<string> {
  return pulumi.jsonStringify(values, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
