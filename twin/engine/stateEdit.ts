import { isDeepStrictEqual } from "node:util";
import * as rpc from "@pulumi/pulumi/runtime/rpc";
import { z } from "zod";
import type { ReadResult } from "../provider/resourceProvider";
import { isObject, type Properties, type Value } from "../provider/values";

const properties = z.custom<Properties>((value) => typeof value === "object" && value !== null);

const stateResource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: properties.optional(),
  outputs: properties.optional(),
  parent: z.string().optional(),
  provider: z.string().optional(),
  dependencies: z.array(z.string()).optional(),
  propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).optional(),
  initErrors: z.array(z.string()).optional(),
});

const pendingOperation = z.looseObject({ type: z.string(), resource: stateResource });

const deploymentSchema = z.looseObject({
  deployment: z.looseObject({
    resources: z.array(stateResource).optional(),
    pending_operations: z.array(pendingOperation).optional(),
  }),
});

export type StateResource = z.infer<typeof stateResource>;

/** An operation that the engine has begun: `creating`, `updating`, `deleting` and others, and the resource as it is to be, or was. */
export type PendingOperation = z.infer<typeof pendingOperation>;

/**
 * A stack's state, to be changed where it differs from what became of an operation.
 *
 * @see https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go
 */
export class StateEdit {
  readonly deployment: z.infer<typeof deploymentSchema>;
  private resources: StateResource[];

  /** @param exported by `pulumi stack export --show-secrets` */
  constructor(exported: unknown) {
    this.deployment = deploymentSchema.parse(exported);
    this.resources = this.deployment.deployment.resources ?? [];
  }

  /** The operations that were begun; the state has none after this. */
  takePending(): PendingOperation[] {
    const pending = this.deployment.deployment.pending_operations ?? [];
    delete this.deployment.deployment.pending_operations;
    return pending;
  }

  holds(type: string, id: string): boolean {
    return this.resources.some((resource) => resource.type === type && resource.id === id);
  }

  /** Adds a resource that was created. One that it takes the place of is still to be deleted. */
  adopt(goal: StateResource, { id, outputs }: ReadResult): void {
    for (const replaced of this.resources.filter(({ urn }) => urn === goal.urn)) replaced.delete = true;
    const before = [goal.parent, goal.provider?.split("::").slice(0, -1).join("::"), ...(goal.dependencies ?? [])];
    // After all it depends on, and before what depends on it.
    const index = this.resources.findLastIndex(({ urn }) => before.includes(urn)) + 1;
    this.write(this.resources.toSpliced(index, 0, { ...goal, id, outputs: encode(outputs) as Properties }));
  }

  /** Removes a resource that was deleted. */
  drop({ urn, id }: StateResource): void {
    const left = this.resources.filter((resource) => resource.urn !== urn || resource.id !== id);
    const isOther = (dependency: string) => dependency !== urn || left.some((resource) => resource.urn === urn);
    this.write(
      left.map((resource) => ({
        ...resource,
        ...(resource.dependencies && { dependencies: resource.dependencies.filter(isOther) }),
        ...(resource.propertyDependencies && {
          propertyDependencies: Object.fromEntries(
            Object.entries(resource.propertyDependencies).map(([name, urns]) => [name, urns?.filter(isOther) ?? []]),
          ),
        }),
      })),
    );
  }

  /** Writes the update down if the resource has the inputs that it was to get. */
  updateIfMade(goal: StateResource, { inputs, outputs }: ReadResult): void {
    if (!isDeepStrictEqual(canonical(goal.inputs ?? {}), canonical(inputs))) return;
    this.change(goal, { inputs: goal.inputs, outputs: encode(outputs) as Properties });
  }

  /** Has the engine update the resource next time, whatever the program says. */
  markUnfinished(goal: StateResource): void {
    this.change(goal, { initErrors: ["the update was cut off"] });
  }

  private change({ urn, id }: StateResource, changes: Partial<StateResource>): void {
    this.write(
      this.resources.map((resource) =>
        resource.urn === urn && resource.id === id ? { ...resource, ...changes } : resource,
      ),
    );
  }

  private write(resources: StateResource[]): void {
    this.resources = this.deployment.deployment.resources = resources;
  }
}

/** Secrets as a state has them, where providers have their value beside the mark. */
function encode(value: Value | undefined): Value {
  if (Array.isArray(value)) return value.map(encode);
  if (!isObject(value)) return value ?? null;
  if (value[rpc.specialSigKey] === rpc.specialSecretSig) {
    return { [rpc.specialSigKey]: rpc.specialSecretSig, plaintext: JSON.stringify(encode(value.value)) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, encode(member)]));
}

/** Without the marks of secrets, and without members that have no value. */
function canonical(value: Value | undefined): Value {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value ?? null;
  if (value[rpc.specialSigKey] === rpc.specialSecretSig) {
    const { plaintext } = value;
    return canonical(typeof plaintext === "string" ? (JSON.parse(plaintext) as Value) : value.value);
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, canonical(member)]));
}
