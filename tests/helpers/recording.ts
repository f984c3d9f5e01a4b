import assert from "node:assert/strict";
import type { Recorded } from "../../recording/record";
import type { RecordedResource } from "../../recording/recordedResource";
import { shortName, type Value } from "../../recording/values";

/** A resource, or `type::name` of one, or the part of it that is enough to tell it apart. */
export type Which = RecordedResource | string;

/** All that one run of a program registered, in the order of registration, with assertions on the graph. */
export class Recording {
  /** The stack itself is the first. */
  readonly resources: readonly RecordedResource[];
  private readonly registeredOutputs: Recorded["outputs"];
  private readonly byUrn: ReadonlyMap<string, RecordedResource>;
  private readonly reachable = new Map<string, ReadonlySet<string>>();

  constructor({ resources, outputs }: Recorded) {
    this.resources = resources;
    this.registeredOutputs = outputs;
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  }

  /** The stack's outputs. */
  get outputs(): Readonly<Record<string, Value>> {
    return this.outputsOf(this.get("pulumi:pulumi:Stack")) ?? {};
  }

  /** What a component passed to `registerOutputs`; undefined if it never called it. */
  outputsOf(which: Which): Readonly<Record<string, Value>> | undefined {
    return this.registeredOutputs.get(this.find(which).urn);
  }

  /** Every resource of the type. */
  all(type: string): RecordedResource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The only resource of the type, or the one with this logical name. */
  get(type: string, name?: string): RecordedResource {
    const found = this.all(type).filter((resource) => name === undefined || resource.name === name);
    const [only] = found;
    if (only && found.length === 1) return only;
    const there = this.all(type).map((resource) => resource.name);
    const wanted = name === undefined ? `one ${type}` : `${type} "${name}"`;
    throw new assert.AssertionError({
      message: `wanted ${wanted}; registered of that type: ${there.join(", ") || "none"}`,
    });
  }

  /** The parents of a resource, nearest first. */
  ancestors(which: Which): RecordedResource[] {
    const parent = this.byUrn.get(this.find(which).parent ?? "");
    return parent ? [parent, ...this.ancestors(parent)] : [];
  }

  /** Asserts that `first` is created and ready before the creation of `then` begins. */
  happensBefore(first: Which, then: Which): void {
    this.assertReaches(then, first, "is not sure to be created after");
  }

  /** Asserts that `first` is gone before the deletion of `then` begins. */
  destroyedBefore(first: Which, then: Which): void {
    this.assertReaches(first, then, "is not sure to be gone before the deletion of");
  }

  /** Asserts that the program registered the resource as protected. */
  protectedIn(which: Which): void {
    assert.ok(this.find(which).protect, `${label(this.find(which))} is not protected`);
  }

  /** Asserts that no default provider would serve the resource (or the children of a remote component). */
  hasExplicitProvider(which: Which): void {
    const resource = this.find(which);
    if (!needsProvider(resource)) return;
    const given = resource.remote ? Object.keys(resource.providers).length > 0 : resource.provider !== undefined;
    assert.ok(given, `${label(resource)} has no explicit provider`);
  }

  private find(which: Which): RecordedResource {
    if (typeof which !== "string") return which;
    const found = this.resources.filter((resource) => label(resource) === which);
    const matches = found.length > 0 ? found : this.resources.filter((resource) => label(resource).includes(which));
    const [only] = matches;
    if (only && matches.length === 1) return only;
    throw new assert.AssertionError({
      message: `"${which}" means ${matches.map(label).join(", ") || "no registered resource"}`,
    });
  }

  private assertReaches(from: Which, to: Which, failure: string): void {
    const [source, target] = [this.find(from), this.find(to)];
    assert.ok(this.reachableFrom(source).has(target.urn), `${label(source)} ${failure} ${label(target)}`);
  }

  /**
   * Everything that must exist as long as the resource does, by the rules of the engine's dependency graph, which orders
   * creation and deletion alike: dependencies, provider, parent, and of a component it depends on every child
   * registered before. A remote component stands for its children, which the engine hangs below it.
   *
   * @see https://github.com/pulumi/pulumi/blob/master/pkg/resource/graph/dependency_graph.go
   */
  private reachableFrom(resource: RecordedResource): ReadonlySet<string> {
    const known = this.reachable.get(resource.urn);
    if (known) return known;
    const reached = new Set<string>();
    for (const urn of this.directNeeds(resource)) {
      reached.add(urn);
      const next = this.byUrn.get(urn);
      if (next) for (const further of this.reachableFrom(next)) reached.add(further);
    }
    this.reachable.set(resource.urn, reached);
    return reached;
  }

  private directNeeds(resource: RecordedResource): Set<string> {
    const position = this.resources.indexOf(resource);
    const dependencies = [
      ...resource.dependencies,
      ...Object.values(resource.propertyDependencies).flat(),
      ...Object.values(resource.providers),
      ...(resource.provider ? [resource.provider] : []),
    ];
    const components = dependencies.filter((urn) => this.byUrn.get(urn)?.custom === false);
    const children = this.resources
      .slice(0, position)
      .filter((candidate) => this.ancestors(candidate).some(({ urn }) => components.includes(urn)));
    return new Set([...dependencies, ...children.map(({ urn }) => urn), ...(resource.parent ? [resource.parent] : [])]);
  }
}

export const label = (resource: RecordedResource): string => shortName(resource.urn);

/** Components of the program itself and the stack are served by no provider; providers by the engine. */
const needsProvider = ({ custom, remote, type }: RecordedResource): boolean =>
  (custom || remote) && !type.startsWith("pulumi:");
