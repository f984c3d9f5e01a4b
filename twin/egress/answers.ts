import { z } from "zod";
import { allowed } from "../admission";
import { effectOf } from "./effects";

const review = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal("AdmissionReview"),
  request: z.looseObject({ uid: z.string(), object: z.unknown() }),
});

const conversion = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal("ConversionReview"),
  request: z.looseObject({
    uid: z.string(),
    desiredAPIVersion: z.string(),
    objects: z.array(z.looseObject({})),
  }),
});

const question = z.discriminatedUnion("kind", [review, conversion]);

/**
 * What a webhook answers that has nothing against the object.
 *
 * @param webhooks names of those that answer at the path of the request
 * @throws when the question is neither of admission nor of conversion
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response
 */
export function answer(body: unknown, webhooks: readonly string[]): object {
  const asked = question.parse(body);
  const { apiVersion, kind } = asked;
  if (asked.kind === "ConversionReview") {
    const { uid, objects, desiredAPIVersion } = asked.request;
    const convertedObjects = objects.map((object) => ({ ...object, apiVersion: desiredAPIVersion }));
    return { apiVersion, kind, response: { uid, result: { status: "Success" }, convertedObjects } };
  }
  const { uid, object } = asked.request;
  const patch = webhooks.flatMap((webhook) => effectOf(webhook, object));
  return {
    apiVersion,
    kind,
    response: allowed(uid, patch),
  };
}

/** Kinds of an aggregated API, at `/apis/<group>/<version>`: without an answer the API server takes the API for broken, and deletes no namespace. */
export function discovery(path: string): object | undefined {
  const [, groupVersion] = /^\/apis\/([^/]+\/[^/]+)\/?$/.exec(path) ?? [];
  return groupVersion === undefined
    ? undefined
    : { apiVersion: "v1", kind: "APIResourceList", groupVersion, resources: [] };
}
