import { z } from "zod";
import { wholeNumber } from "../spec/values";

/** Fields of the pods of a workload, which the settings of every app are made from. */

/** What is wrong with an image; nothing if it has a digest, or a tag that is not `latest`. */
export function imageProblem(text: string): string | undefined {
  const [, tag, digest] =
    /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*?(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  if (digest) return undefined;
  if (!tag) return "must be an image with a tag or a digest, for example registry.example.com/hello:1.4.2";
  return tag === "latest" ? "must not be the tag latest, which moves without a change here: name a version" : undefined;
}

export const image = z
  .string()
  .superRefine((text, context) => {
    const problem = imageProblem(text);
    if (problem) context.addIssue(problem);
  })
  .meta({ description: "Container image, with a version or a digest." });

export const replicas = wholeNumber(1, 100).default(2).meta({ description: "Pods." });

const cpu = z.string().regex(/^[1-9]\d*m$|^[1-9]\d*$/, { error: 'must be a CPU quantity, for example 50m or "2"' });

const memory = z.string().regex(/^[1-9]\d*[KMG]i$/, { error: "must be a memory quantity, for example 64Mi" });

/** What the scheduler sets aside for a pod. Memory is its limit as well; CPU has none, so that idle cores are used. */
export const requests = (defaults: { readonly cpu: string; readonly memory: string }) =>
  z
    .strictObject({
      cpu: cpu.default(defaults.cpu).meta({ description: "CPU of a pod." }),
      memory: memory.default(defaults.memory).meta({ description: "Memory of a pod, its limit as well." }),
    })
    .prefault({})
    .meta({ description: "What the scheduler sets aside for a pod." });

/** Labels by which the pods of a workload are found. */
export const podLabels = (name: string): Readonly<Record<string, string>> => ({ "app.kubernetes.io/name": name });
