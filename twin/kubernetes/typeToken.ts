/** What a resource type token says about the objects it stands for. */
export interface ResourceToken {
  /** `apps/v1`; `v1` for the core group. */
  readonly apiVersion: string;
  readonly kind: string;
  /** Server-side apply of a part of an object that somebody else created. */
  readonly patch: boolean;
}

/**
 * Reads a token such as `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:NamespacePatch` or, for a custom resource,
 * `kubernetes:karpenter.sh/v1:NodePool`.
 *
 * @param kind `kind` of the inputs, where known: only that tells `FooPatch`, the patch of a Foo, from a kind of that name.
 */
export function parseTypeToken(token: string, kind?: string): ResourceToken {
  const [packageName, module, name, ...rest] = token.split(":");
  const [group, version, ...deeper] = (module ?? "").split("/");
  if (packageName !== "kubernetes" || !group || !version || !name || rest.length + deeper.length > 0) {
    throw new Error(`unrecognized resource type "${token}": expected kubernetes:<group>/<version>:<kind>`);
  }
  const patch = kind ? `${kind}Patch` === name : name.endsWith("Patch");
  return {
    apiVersion: group === "core" ? version : `${group}/${version}`,
    kind: patch ? name.slice(0, -"Patch".length) : name,
    patch,
  };
}
