import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { findStackFile } from "../../../config/findStackFile";
import type { V1IngressClass, V1Service } from "../../../twin/aws/eks/kubernetes/types";
import { Rehearsal } from "./rehearsal";
import { twin } from "./twin";

interface List<Item> {
  readonly items: readonly Item[];
}

interface GatewayClass {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly controllerName: string };
}

const gateway = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: default }
spec:
  gatewayClassName: traefik
  listeners: [{ name: http, protocol: HTTP, port: 8000, hostName: web.example.com }]
`;

describe("the controllers of Ingresses and Gateways on the twin", () => {
  const rehearsal = new Rehearsal("e2e-traffic", findStackFile("traffic"));
  before(async () => {
    rehearsal.write();
    const { output } = await rehearsal.up();
    assert.match(output, /ingress-nginx was retired in March 2026/);
  });
  after(() => rehearsal.discard());

  it("come up side by side, each with its classes", async () => {
    const ingresses = await rehearsal.get<List<V1IngressClass>>("ingressclasses");
    assert.deepEqual(
      ingresses.items.map(({ metadata, spec }) => [metadata?.name, spec?.controller]),
      [
        ["alb", "ingress.k8s.aws/alb"],
        ["nginx", "k8s.io/ingress-nginx"],
        ["traefik", "traefik.io/ingress-controller"],
      ],
    );
    const gateways = await rehearsal.get<List<GatewayClass>>("gatewayclasses");
    assert.deepEqual(
      gateways.items.map(({ metadata, spec }) => [metadata.name, spec.controllerName]),
      [
        ["alb", "gateway.k8s.aws/alb"],
        ["envoy-gateway", "gateway.envoyproxy.io/gatewayclass-controller"],
        ["nlb", "gateway.k8s.aws/nlb"],
        ["traefik", "traefik.io/gateway-controller"],
      ],
    );
  });

  it("have a load balancer each, where one serves all", async () => {
    const services = await rehearsal.get<List<V1Service>>("services", "--all-namespaces");
    const exposed = services.items.filter(({ spec }) => spec?.type === "LoadBalancer");
    assert.deepEqual(
      exposed.map(({ metadata }) => metadata?.name),
      ["ingress-nginx-controller", "traefik"],
    );
    for (const { status } of exposed) assert.match(status?.loadBalancer?.ingress?.[0]?.hostname ?? "", /\.elb\./);
  });

  it("refuse a field that a Gateway does not have", async () => {
    const file = rehearsal.file("gateway.yaml", gateway);
    const { output } = await twin("kubectl", rehearsal.name, "apply", "--filename", file);
    assert.match(output, /unknown field "spec\.listeners\[0\]\.hostName"/);
  });

  it("leave nothing to do, and nothing behind", async () => {
    await rehearsal.assertUnchanged();
    await rehearsal.succeed("destroy", "--yes", "--skip-preview");
    assert.ok(!existsSync(rehearsal.environment.directory));
  });
});
