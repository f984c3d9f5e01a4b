import assert from "node:assert/strict";
import { ApiServer } from "../../../twin/apiServer/apiServer";
import { ControlPlaneFiles, kwokNodeAnnotation } from "../../../twin/controlPlane";
import { createAuthority, issue } from "../../../twin/controlPlane/certificates";
import { injectAuthorities } from "../../../twin/controllers/authorities";
import { readAnswered } from "../../../twin/egress/answered";
import { useControlPlane } from "./bareControlPlane";

describe("webhooks on the control plane", () => {
  const { directory, create, kubectl, apply, start } = useControlPlane();

  it("admit everything while a pod of theirs is Ready, and refuse by their failure policy while none is", async () => {
    await start({ instantPods: true });
    const authority = await createAuthority("webhook");
    const pair = await issue(authority, { commonName: "webhook" }, { dnsNames: ["hook.default.svc"] });
    const caBundle = base64(authority.certificate);
    await apply(
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "hook-tls" },
        type: "kubernetes.io/tls",
        data: { "tls.crt": base64(pair.certificate), "tls.key": base64(pair.key) },
      },
      service("hook"),
      service("late"),
      webhook("Validating", "check.example.com", { resources: ["configmaps"], service: "hook", caBundle }),
      webhook("Mutating", "mservice.elbv2.k8s.aws", { resources: ["services"], service: "hook", caBundle }),
      // Its authority is left to an injector.
      webhook("Validating", "late.example.com", { resources: ["serviceaccounts"], service: "late" }),
    );
    const createMap = (name: string) => kubectl("create", "configmap", name);
    await assert.rejects(createMap("before"), /"check\.example\.com".* no endpoints available for service "hook"/);

    await apply(node, deployment("hook"), deployment("late"));
    await kubectl("wait", "--for=condition=Available", "deployment/hook", "deployment/late", "--timeout=30s");
    await createMap("during");
    await kubectl("create", "service", "loadbalancer", "web", "--tcp=80");
    const loadBalancerClass = await kubectl("get", "service", "web", "--output=jsonpath={.spec.loadBalancerClass}");
    assert.equal(loadBalancerClass, "service.k8s.aws/nlb", "it changes what others rely on");

    await assert.rejects(kubectl("create", "serviceaccount", "robot"), /certificate signed by unknown authority/);
    const cluster = new ApiServer(create().adminKubeconfigPath);
    await injectAuthorities(cluster, create().certificateAuthorityData);
    cluster.close();
    await kubectl("create", "serviceaccount", "robot");
    assert.deepEqual(readAnswered(new ControlPlaneFiles(directory()).answeredWebhooks), [
      "check.example.com",
      "mservice.elbv2.k8s.aws",
      "late.example.com",
    ]);

    await kubectl("scale", "deployment/hook", "--replicas=0");
    await kubectl("wait", "--for=delete", "pod", "--selector=app=hook", "--timeout=30s");
    await assert.rejects(createMap("after"), /no endpoints available for service "hook"/);
  });
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function service(name: string): object {
  const spec = { selector: { app: name }, ports: [{ port: 443, targetPort: 9443 }] };
  return { apiVersion: "v1", kind: "Service", metadata: { name }, spec };
}

interface WebhookOptions {
  readonly resources: readonly string[];
  readonly service: string;
  readonly caBundle?: string;
}

function webhook(kind: "Validating" | "Mutating", name: string, options: WebhookOptions): object {
  const { resources, service: serviceName, caBundle } = options;
  const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources }];
  const clientConfig = { service: { name: serviceName, namespace: "default", path: `/${name}` }, caBundle };
  const admission = { failurePolicy: "Fail", sideEffects: "None", admissionReviewVersions: ["v1"] };
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [{ name, rules, clientConfig, ...admission }],
  };
}

function deployment(app: string): object {
  const template = { metadata: { labels: { app } }, spec: { containers: [{ name: "hook", image: "hook:1" }] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: app },
    spec: { selector: { matchLabels: { app } }, template },
  };
}

const amounts = { cpu: "4", memory: "16Gi", pods: "110" };

const node = {
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "node-a", annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value } },
  status: { capacity: amounts, allocatable: amounts },
};
