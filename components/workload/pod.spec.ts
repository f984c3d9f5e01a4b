import { z } from "zod";
import { wholeNumber } from "../spec/values";
import type { Scale } from "./model/workloads";

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

/** A number of pods, or bounds for an autoscaler: both can't be asked for. */
export const scale = (defaults: Scale) =>
  z
    .strictObject({
      replicas: wholeNumber(0, 100).optional().meta({ description: "Pods, always as many." }),
      min: wholeNumber(1, 1000).optional().meta({ description: "Fewest pods that the autoscaler leaves." }),
      max: wholeNumber(1, 1000).optional().meta({ description: "Most pods that it starts." }),
      cpu: wholeNumber(1, 1000).optional().meta({
        description: "CPU that the pods use on average, as a percentage of what they request, at which it keeps them.",
      }),
      memory: wholeNumber(1, 1000).optional().meta({ description: "The same of memory." }),
    })
    .superRefine(({ replicas, min, max, cpu, memory }, context) => {
      const bounds = { min, max, cpu, memory };
      const given = Object.entries(bounds).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      if (replicas !== undefined) {
        for (const name of given)
          context.addIssue({ code: "custom", path: [name], message: "must be left out with replicas" });
      } else if (min === undefined || max === undefined || (cpu === undefined && memory === undefined)) {
        context.addIssue("must have replicas, or min and max with cpu, memory or both");
      } else if (min > max) {
        context.addIssue({ code: "custom", path: ["min"], message: `must not be more than max (${max})` });
      }
    })
    .transform(({ replicas, min = 1, max = min, cpu, memory }): Scale =>
      replicas === undefined ? { min, max, cpu, memory } : { replicas },
    )
    .prefault(defaults)
    .meta({
      description:
        "How many pods: replicas, or min and max for an autoscaler (which takes the add-on metrics-server). https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
    });

/** Size of a volume. */
export const storageSize = z
  .string()
  .regex(/^[1-9]\d*[GT]i$/, { error: "must be a size in Gi or Ti, for example 10Gi" });

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
