import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Properties, Value } from "../../../twin/provider/values";
import { atLeastOne } from "../../helpers/atLeastOne";

/** Type token and logical name: `aws:ec2/vpc:Vpc::net`. */
export type Key = string;

/** A resource as it was registered. Values use the markers of `./wire`. */
export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  readonly parentType?: string;
  readonly parentName?: string;
  readonly id?: string;
  readonly provider?: Key;
  readonly providersPassed?: Readonly<Record<string, Key>>;
  /** The provider's version that was asked for. */
  readonly versionRequested?: string;
  readonly dependencies?: readonly Key[];
  readonly propertyDependencies?: Readonly<Record<string, readonly Key[]>>;
  readonly ignoreChanges?: readonly string[];
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs: Properties;
  readonly unknownInputsInFirstPreview?: readonly string[];
  /** Only in an update: in a preview the component does not get as far. */
  readonly notRegisteredInFirstPreview?: boolean;
  /** Outputs that the engine's state of a component has. */
  readonly stateOutputKeys?: readonly string[];
}

export interface Invocation {
  readonly token: string;
  readonly args: Properties;
  /** Empty for the default provider. */
  readonly provider: Key;
  readonly version: string;
}

/** What the official component providers did with one program. */
export interface Trace {
  readonly case: string;
  readonly source: string;
  readonly note?: string;
  readonly components: readonly RegisteredResource[];
  /** The program's own resources, which the components refer to. */
  readonly otherResources?: readonly RegisteredResource[];
  readonly invokeAnswers: readonly {
    readonly token: string;
    readonly args: Properties;
    readonly returned: Properties;
  }[];
  readonly errors?: readonly string[];
  readonly failsInFirstPreview?: boolean;
  readonly children: readonly RegisteredResource[];
  readonly outputs: Readonly<Record<string, Properties>>;
  readonly outputsInFirstPreview: Readonly<Record<string, Properties>>;
  readonly outputDependencies: Readonly<Record<Key, Readonly<Record<string, readonly Key[]>>>>;
  readonly invokes: readonly Invocation[];
  readonly invokesInFirstPreview?: readonly Invocation[];
  readonly warnings?: readonly string[];
}

/** What a recording that ends with an error does not have. */
const refused = { children: [], outputs: {}, outputsInFirstPreview: {}, outputDependencies: {}, invokes: [] };

const folder = join(__dirname, "traces");

export function readTraces(): Trace[] {
  return atLeastOne(readdirSync(folder).filter((file) => file.endsWith(".json"))).map((file) => ({
    ...refused,
    ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Trace),
  }));
}

export function keyOf({ type, name }: { readonly type: string; readonly name: string }): Key {
  return `${type}::${name}`;
}

export type { Properties, Value };
