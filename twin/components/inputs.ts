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

/** Refuses an output where the component needs the value itself, because the value decides which resources there are. */
export function requirePlain(component: Component, inputs: object, keys: readonly string[]): void {
  for (const [key, value] of Object.entries(inputs)) {
    if (keys.includes(key) && pulumi.Output.isInstance(value)) throw unsupported(component, `an output as '${key}'`);
  }
}

export function isPlain<T>(value: pulumi.Input<T>): value is T {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
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
