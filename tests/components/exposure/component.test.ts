import assert from "node:assert/strict";
import { Exposed } from "../../../components/exposure/component";
import type { Controller } from "../../../components/exposure/controllers.spec";
import { recordComponent } from "../../helpers/component";
import { backend, everythingOf, parse, type Written } from "./exposures";

const host = "shop.example.com";
const tls = { kind: "cert-manager", issuer: "letsencrypt" };

const recorded = (written: Written, controller: Controller, beside?: Controller) =>
  recordComponent((opts) => new Exposed("shop", { ...backend, exposure: parse(written), controller, beside }, opts));

const custom = {
  gateway: "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
};
const ingress = "kubernetes:networking.k8s.io/v1:Ingress";
const outputs = "eks-platform:exposure:Exposed::shop";

describe("Exposed", () => {
  it("says the URL, and the load balancer that the host must name", async () => {
    assert.deepEqual((await recorded({ host }, "alb")).outputsOf(outputs), {
      url: `http://${host}/`,
      addresses: { alb: "shop-alb.eu-west-1.elb.amazonaws.com" },
    });
    const { url } =
      (await recorded({ host, tls: { kind: "acm" }, paths: [{ path: "/cart" }] }, "alb")).outputsOf(outputs) ?? {};
    assert.equal(url, `https://${host}/cart`);
  });

  it("waits until a Gateway has an address, as the provider does with an Ingress", async () => {
    const recording = await recorded({ host }, "envoy-gateway");
    const { metadata } = recording.get(custom.gateway).inputs as { metadata: { annotations: Record<string, string> } };
    assert.equal(metadata.annotations["pulumi.com/waitFor"], "jsonpath={.status.addresses[0].value}");
    assert.deepEqual(recording.outputsOf(outputs)?.addresses, {
      "envoy-gateway": "shop-envoy-gateway.eu-west-1.elb.amazonaws.com",
    });
  });

  it("makes each object after those before it, so that a route goes before its Gateway, and that before its configuration", async () => {
    const recording = await recorded(everythingOf("lbc-gateway"), "lbc-gateway");
    const gateway = recording.get(custom.gateway);
    for (const { dependencies } of recording.all(custom.route)) assert.ok(dependencies.includes(gateway.urn));
    const configuration = recording.get("kubernetes:gateway.k8s.aws/v1:LoadBalancerConfiguration");
    assert.ok(gateway.dependencies.includes(configuration.urn));
  });

  it("serves by a second controller too, with the same certificate and without a DNS record", async () => {
    const recording = await recorded({ host, tls }, "ingress-nginx", "envoy-gateway");
    const certificate = recording.get("kubernetes:cert-manager.io/v1:Certificate");
    const annotationsOf = (type: string) =>
      (recording.all(type)[0]?.inputs.metadata as { annotations?: Record<string, string> }).annotations ?? {};
    assert.ok(!Object.keys(annotationsOf(ingress)).some((key) => key.startsWith("external-dns")));
    assert.equal(annotationsOf(custom.route)["external-dns.alpha.kubernetes.io/controller"], "none");
    assert.equal(annotationsOf(custom.route)["external-dns.kubernetes.io/controller"], "none");
    for (const type of [ingress, custom.gateway]) assert.ok(recording.get(type).dependencies.includes(certificate.urn));
    assert.deepEqual(recording.outputsOf(outputs)?.addresses, {
      "envoy-gateway": "shop-envoy-gateway.eu-west-1.elb.amazonaws.com",
      "ingress-nginx": "shop-ingress-nginx.eu-west-1.elb.amazonaws.com",
    });
  });

  it("gives the second controller a certificate of another kind, where it takes another", async () => {
    const recording = await recorded({ host, tls: { kind: "acm" }, tlsBeside: tls }, "alb", "ingress-nginx");
    const [byAlb, byNginx] = recording.all(ingress).map(({ inputs }) => inputs.spec as { tls?: object });
    assert.equal(byAlb?.tls, undefined);
    assert.deepEqual(byNginx?.tls, [{ hosts: [host], secretName: "shop-tls" }]);
    assert.equal(recording.all("kubernetes:cert-manager.io/v1:Certificate").length, 1);
  });

  it("needs no more than other annotations when the two controllers swap places", async () => {
    const made = async (...serving: [Controller, Controller]) => {
      const [main, other] = serving[0] === "alb" ? [{ kind: "acm" }, tls] : [tls, { kind: "acm" }];
      const recording = await recorded({ host, tls: main, tlsBeside: other }, ...serving);
      return recording.all(ingress).map(({ name, inputs }) => {
        const { annotations = {} } = inputs.metadata as { annotations?: Record<string, string> };
        const kept = Object.entries(annotations).filter(([key]) => !key.startsWith("external-dns"));
        return [
          name,
          { ...inputs, metadata: { ...(inputs.metadata as object), annotations: Object.fromEntries(kept) } },
        ];
      });
    };
    assert.deepEqual(
      Object.fromEntries(await made("ingress-nginx", "alb")),
      Object.fromEntries(await made("alb", "ingress-nginx")),
    );
  });
});
