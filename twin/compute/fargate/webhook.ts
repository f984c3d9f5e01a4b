import { readFileSync } from "node:fs";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { allowed } from "../../admission";
import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import { webhookReference } from "../../aws/eks/compute/controller";
import type { KubernetesObject, V1Pod } from "../../aws/eks/kubernetes/types";
import type { ControlPlaneFiles } from "../../controlPlane/files";
import type { Profile } from "../accountView";
import { admit } from "./admission";

const PATH = "/mutate";

const review = z.looseObject({
  request: z.looseObject({ uid: z.string(), namespace: z.string().default("default"), object: z.unknown() }),
});

/** Asks every new pod whether a Fargate profile takes it, as EKS's own admission webhook does. */
export class FargateWebhook {
  private readonly server: https.Server;

  /** @param profiles those that there are at the moment of a request */
  constructor(
    private readonly files: ControlPlaneFiles,
    profiles: () => readonly Profile[],
  ) {
    const { certificate, key } = files.certificate("eks-compute-controller");
    this.server = https.createServer(
      { cert: readFileSync(certificate), key: readFileSync(key) },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => {
          response.setHeader("Content-Type", "application/json");
          try {
            response.end(JSON.stringify(answer(JSON.parse(Buffer.concat(chunks).toString("utf8")), profiles())));
          } catch (error) {
            // The API server goes on without this webhook, as its configuration says.
            console.error(`webhook: ${String(error)}`);
            response.statusCode = 500;
            response.end();
          }
        });
      },
    );
  }

  /** Listens, and tells the API server where. */
  async start(cluster: ClusterObjects): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const { port } = this.server.address() as AddressInfo;
    const authority = readFileSync(this.files.certificate("ca").certificate);
    await cluster.apply(configuration(port, authority.toString("base64")));
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

function answer(body: unknown, profiles: readonly Profile[]): object {
  const { uid, namespace, object } = review.parse(body).request;
  const patch = admit(object as V1Pod, namespace, profiles);
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: allowed(uid, patch),
  };
}

function configuration(port: number, caBundle: string): KubernetesObject {
  const { apiVersion, kind, name } = webhookReference;
  const webhook = {
    name,
    admissionReviewVersions: ["v1"],
    clientConfig: { url: `https://127.0.0.1:${port}${PATH}`, caBundle },
    failurePolicy: "Ignore",
    rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
    sideEffects: "None",
    timeoutSeconds: 5,
  };
  return { apiVersion, kind, metadata: { name }, webhooks: [webhook] } as KubernetesObject;
}
