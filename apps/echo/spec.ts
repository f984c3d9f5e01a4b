import { z } from "zod";
import { expose } from "../../components/exposure/spec";
import { image, replicas, requests } from "../../components/workload/pod.spec";
import { app } from "../app.spec";

const header = z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, {
  error: "must be the name of a request header, for example x-forwarded-for",
});

export const echo = app({
  description: "A web server that answers with the request that reached it, for looking at load balancers and proxies.",
  kind: "deployment",
  settings: z.strictObject({
    image,
    replicas,
    headers: z
      .array(header)
      .max(20, { error: "must be at most 20 headers" })
      .default(["host", "x-forwarded-for"])
      .meta({ description: "Request headers that it answers with." }),
    requests: requests({ cpu: "50m", memory: "64Mi" }),
    expose,
  }),
});
