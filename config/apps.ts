import { z } from "zod";
import { wholeNumber } from "./values";

/** Image with a digest, or with a tag that is not `latest`. */
const image = z.string().superRefine((text, context) => {
  const [, tag, digest] =
    /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*?(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(text) ?? [];
  if (digest) return;
  if (!tag) context.addIssue("must be an image with a tag or a digest, such as registry.example.com/hello:1.4.2");
  else if (tag === "latest")
    context.addIssue("must not be the tag latest, which moves without a change here: name a version");
});

const cpu = z.string().regex(/^[1-9]\d*m$|^[1-9]\d*$/, { error: 'must be a CPU quantity, such as 50m or "2"' });

const memory = z.string().regex(/^[1-9]\d*[KMG]i$/, { error: "must be a memory quantity, such as 64Mi" });

const hello = z.strictObject({
  image: image.meta({ description: "Container image, with a version or a digest." }),
  replicas: wholeNumber(1, 100).default(2).meta({ description: "Pods. Default: 2." }),
  greeting: z
    .string()
    .max(200, { error: "must be at most 200 characters" })
    .default("Hello from EKS")
    .meta({ description: "What it answers with. Default: Hello from EKS." }),
  requests: z
    .strictObject({
      cpu: cpu.default("50m").meta({ description: "CPU of a pod. Default: 50m." }),
      memory: memory.default("64Mi").meta({ description: "Memory of a pod, its limit as well. Default: 64Mi." }),
    })
    .prefault({})
    .meta({ description: "What the scheduler sets aside for a pod." }),
});

export const apps = z
  .strictObject({
    hello: hello.optional().meta({ description: "A web server that answers with a greeting. Default: not deployed." }),
  })
  .prefault({})
  .meta({ description: "Workloads of the environment, by app." });

export type Apps = z.infer<typeof apps>;
export type HelloApp = z.infer<typeof hello>;
