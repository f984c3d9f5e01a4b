import { z } from "zod";
import { expose } from "../../components/exposure/spec";
import { image, replicas, requests } from "../../components/workload/pod.spec";
import { app } from "../app.spec";

export const hello = app({
  description: "A web server that answers with a greeting.",
  kind: "deployment",
  settings: z.strictObject({
    image,
    replicas,
    greeting: z
      .string()
      .max(200, { error: "must be at most 200 characters" })
      .default("Hello from EKS")
      .meta({ description: "What it answers with." }),
    requests: requests({ cpu: "50m", memory: "64Mi" }),
    expose,
  }),
});
