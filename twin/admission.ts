/**
 * The response to an admission review that allows the object, with what is patched in it.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response
 */
export const allowed = (uid: string, patch: readonly unknown[]): object => ({
  uid,
  allowed: true,
  ...(patch.length > 0 && {
    patchType: "JSONPatch",
    patch: Buffer.from(JSON.stringify(patch)).toString("base64"),
  }),
});
