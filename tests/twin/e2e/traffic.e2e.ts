import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { controllerNames } from "../../../components/exposure/controllers.spec";
import { findStackFile } from "../../../config/findStackFile";
import { Account } from "../../../twin/aws/account";
import { loadBalancersOf } from "../../../twin/aws/loadBalancers";
import { text } from "../../../twin/aws/read";
import type { V1IngressClass, V1Service } from "../../../twin/aws/eks/kubernetes/types";
import type { Changes } from "../../config/stackText";
import { Rehearsal } from "./rehearsal";
import { succeed, twin } from "./twin";

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

const goldens = join(__dirname, "..", "..", "components", "exposure", "golden");

const byAcm = { kind: "acm" };

/** Without ingress-nginx, and one app inside the VPC only. */
const moved: Changes = {
  exposure: { controller: "alb" },
  "apps.hello.expose.tls": byAcm,
  "apps.hello.expose.tlsBeside": undefined,
  "apps.echo.expose.tls": byAcm,
  "apps.echo.expose.tlsBeside": undefined,
  "apps.echo.expose.scheme": "internal",
  "versions.addons.ingress-nginx": undefined,
  "addons.ingress-nginx": undefined,
};

/** Host names of load balancers in the outputs of the stack. */
const addressesIn = (output: string): string[] =>
  [...output.matchAll(/"(\S+\.amazonaws\.com)"/g)].map(([, address = ""]) => address);

describe("the controllers of Ingresses and Gateways on the twin", () => {
  const rehearsal = new Rehearsal("e2e-traffic", findStackFile("traffic"));
  const upWithOutputs = async () => (await rehearsal.succeed("up", "--yes", "--skip-preview", "--instant")).output;
  /** Names of the ALBs in the account. */
  const albs = () =>
    loadBalancersOf(Account.open(rehearsal.environment.accountFile("141414141414")) ?? assert.fail("no account"))
      .filter(({ outputs }) => outputs.loadBalancerType === "application")
      .map(({ outputs }) => (text(outputs.name) ?? "").replace(/-[0-9a-f]{10}$/, ""));
  let output: string;
  before(async () => {
    rehearsal.write();
    output = await upWithOutputs();
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

  it("serve the same apps side by side: two addresses for each, of one ALB and of nginx", () => {
    const [alb, nginx, ...others] = addressesIn(output);
    assert.match(alb ?? "", /^k8s-appsinternetfacin-/);
    assert.match(nginx ?? "", /^k8s-ingressn-ingressn-/);
    assert.deepEqual(others, [alb, nginx]);
    assert.deepEqual(albs(), ["k8s-appsinternetfacin"]);
  });

  for (const controller of controllerNames) {
    it(`know every field of what makes ${controller} serve`, async () => {
      const golden = readFileSync(join(goldens, `${controller}.yaml`), "utf8");
      const file = rehearsal.file(`${controller}.yaml`, golden.replaceAll("namespace: shop", "namespace: hello"));
      const strictly = ["--server-side", "--dry-run=server", "--validate=strict"];
      await succeed("kubectl", rehearsal.name, "apply", ...strictly, "--filename", file);
    });
  }

  it("refuse a field that a Gateway does not have", async () => {
    const file = rehearsal.file("gateway.yaml", gateway);
    const { output } = await twin("kubectl", rehearsal.name, "apply", "--filename", file);
    assert.match(output, /unknown field "spec\.listeners\[0\]\.hostName"/);
  });

  it("leave the apps to one of them, with an ALB for each scheme", async () => {
    rehearsal.write(moved);
    const told = await upWithOutputs();
    assert.match(told, /"k8s-appsinternetfacin-\S+" => "internal-k8s-appsinternal-\S+"/);
    assert.match(told, /Ingress echo-ingress-nginx deleted[^]*Release ingress-nginx deleting/);
    assert.deepEqual(albs().toSorted(), ["k8s-appsinternal", "k8s-appsinternetfacin"]);
  });

  it("leave nothing to do, and nothing behind", async () => {
    await rehearsal.assertUnchanged();
    await rehearsal.succeed("destroy", "--yes", "--skip-preview");
    assert.ok(!existsSync(rehearsal.environment.directory));
  });
});
