import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { readable, shortName, type Value } from "./values";

/** What a program asked the resource monitor for when it registered one resource. URNs stand as the program sent them. */
export interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly remote: boolean;
  /** Inputs with secrets as `{ $secret }`, references as `{ $resource }` and unknowns as `{ $unknown }`. */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly parent: string | undefined;
  /** Everything the registration waited for: `dependsOn` and the resources that the inputs came from. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URN of the explicit provider of a custom resource. */
  readonly provider: string | undefined;
  /** URNs of the providers handed to a remote component, by package. */
  readonly providers: Readonly<Record<string, string>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  /** Undefined leaves the choice to the provider. */
  readonly deleteBeforeReplace: boolean | undefined;
  readonly ignoreChanges: readonly string[];
  readonly replaceOnChanges: readonly string[];
  /** What the resource was before: its URN, or what was different: its type, its name, its parent or `no parent`. */
  readonly aliases: readonly string[];
  readonly version: string;
  /** How many transforms the resource carries; the engine runs them on it and on its children. */
  readonly transforms: number;
}

export function recorded(request: RegisterResourceRequest, urn: string): RecordedResource {
  const propertyDependencies: Record<string, readonly string[]> = {};
  request.getPropertydependenciesMap().forEach((dependencies, property) => {
    if (dependencies.getUrnsList().length > 0) propertyDependencies[property] = dependencies.getUrnsList();
  });
  const providers: Record<string, string> = {};
  request.getProvidersMap().forEach((reference, packageName) => {
    providers[packageName] = urnOfProvider(reference);
  });
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: readable(request.getObject()?.toJavaScript() ?? {}),
    parent: request.getParent() || undefined,
    dependencies: request.getDependenciesList(),
    propertyDependencies,
    provider: request.getProvider() ? urnOfProvider(request.getProvider()) : undefined,
    providers,
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    aliases: request.getAliasesList().map((alias) => aliasText(alias, request.getParent())),
    version: request.getVersion(),
    transforms: request.getTransformsList().length,
  };
}

function aliasText(alias: Alias, parent: string): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const formerParent = spec.getParenturn();
  const ofParent = formerParent && formerParent !== parent ? `child of ${shortName(formerParent)}` : "";
  return [spec.getType(), spec.getName(), spec.getNoparent() ? "no parent" : ofParent].filter(Boolean).join(" ");
}

/** A provider reference is `<urn>::<id>`. */
const urnOfProvider = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));
