import * as pulumi from "@pulumi/pulumi";

/** The component that an error is about. */
export interface Component {
  /** Type token, for example `eks:index:Cluster`. */
  readonly type: string;
  readonly name: string;
}

/** Refuses inputs that the stand-in would have to ignore: a rehearsal that leaves something out is worse than none. */
export function refuseUnknownInputs(component: Component, inputs: object, known: readonly string[], path = ""): void {
  for (const [key, value] of Object.entries(inputs)) {
    if (value !== undefined && !known.includes(key)) throw unsupported(component, `the input '${path}${key}'`);
  }
}

/** Refuses another value than the one that the stand-in is made for; `undefined` stands for the component's default. */
export function requireValue(component: Component, key: string, given: unknown, values: readonly unknown[]): void {
  if (values.includes(given)) return;
  const shown = pulumi.Output.isInstance(given) ? "an output" : JSON.stringify(given);
  throw unsupported(component, `${shown} as '${key}'`);
}

export function unsupported({ type, name }: Component, what: string): Error {
  const [packageName = ""] = type.split(":");
  return new Error(
    `The twin's stand-in for ${type} does not support ${what} ('${name}'). ${officialPlugin(packageName)}`,
  );
}

/** What to do about something that a stand-in does not know. */
export function officialPlugin(packageName: string): string {
  return `The official plugin does, and the twin uses it once it is installed: pulumi plugin install resource ${packageName}`;
}
