import assert from "node:assert/strict";
import { compile } from "../../../components/exposure/compile";
import { controllerNames, type Controller } from "../../../components/exposure/controllers.spec";
import type { CustomManifest, Manifest } from "../../../components/exposure/manifest";
import { atLeastOne } from "../../helpers/atLeastOne";
import { backend, everythingOf, manifestsOf, parse, without, type Written } from "./exposures";

const host = "shop.example.com";
const acm = { kind: "acm" };
const secret = { kind: "secret", secretName: "shop-certificate" };

const annotationsOf = (controller: Controller, written: Written) =>
  manifestsOf(controller, written)[0]?.metadata.annotations ?? {};

const isCustom = (manifest: Manifest): manifest is CustomManifest => manifest.kind !== "Ingress";

function find(manifests: readonly Manifest[], kind: CustomManifest["kind"], name?: string): CustomManifest["spec"] {
  const found = manifests.filter(isCustom).find((each) => each.kind === kind && (!name || each.metadata.name === name));
  assert.ok(found, `no ${kind} ${name ?? ""}`);
  return found.spec;
}

/** Places of all options that stand in it, a list as one. */
const options = (written: Written): string[][] =>
  Object.entries(written).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? [[key], ...options(value as Written).map((inner) => [key, ...inner])]
      : [[key]],
  );

/** What an exposure, or one of its parts, can't be without. */
const required = new Set(["host", "tls.kind", "tls.secretName", "rateLimit.requests"]);

describe("every compiler", () => {
  for (const controller of controllerNames) {
    it(`says each option of an exposure, so that none is ignored in silence (${controller})`, () => {
      const written = everythingOf(controller);
      const whole = manifestsOf(controller, written);
      const optional = options(written).filter((option) => !required.has(option.join(".")));
      for (const option of atLeastOne(optional)) {
        assert.notDeepEqual(manifestsOf(controller, without(written, option)), whole, option.join("."));
      }
    });

    it(`tells apart TLS that redirects, TLS that does not, and none (${controller})`, () => {
      const { tls } = everythingOf(controller);
      const redirects = manifestsOf(controller, { host, tls });
      const serves = manifestsOf(controller, { host, tls, redirectToHttps: false });
      const plain = manifestsOf(controller, { host });
      assert.notDeepEqual(redirects, serves);
      assert.notDeepEqual(serves, plain);
      assert.deepEqual(manifestsOf(controller, { host, tls: { kind: "none" } }), plain);
    });

    it(`makes objects of one kind under different names, in the app's own namespace (${controller})`, () => {
      const made = manifestsOf(controller, everythingOf(controller));
      const names = made.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      assert.equal(new Set(names).size, names.length);
      assert.deepEqual([...new Set(made.map(({ metadata }) => metadata.namespace))], ["shop"]);
    });
  }
});

describe("an Ingress for an ALB", () => {
  it("is internal unless the exposure says otherwise, and leads to pods, not nodes", () => {
    const annotations = annotationsOf("alb", { host });
    assert.equal(annotations["alb.ingress.kubernetes.io/scheme"], "internal");
    assert.equal(annotations["alb.ingress.kubernetes.io/target-type"], "ip");
    assert.equal(annotations["alb.ingress.kubernetes.io/listen-ports"], '[{"HTTP":80}]');
  });

  it("has no certificate where the controller is to find one, and takes no TLS older than 1.2", () => {
    const annotations = annotationsOf("alb", { host, tls: acm });
    assert.ok(!("alb.ingress.kubernetes.io/certificate-arn" in annotations));
    assert.equal(annotations["alb.ingress.kubernetes.io/listen-ports"], '[{"HTTP":80},{"HTTPS":443}]');
    assert.equal(annotations["alb.ingress.kubernetes.io/ssl-policy"], "ELBSecurityPolicy-TLS13-1-2-2021-06");
  });
});

describe("apps of one environment", () => {
  it("share an ALB for each scheme, unless they ask for their own", () => {
    const group = (written: Written) =>
      annotationsOf("alb", { host, ...written })["alb.ingress.kubernetes.io/group.name"];
    assert.equal(group({}), "apps-internal");
    assert.equal(group({ scheme: "internet-facing", loadBalancer: "shared" }), "apps-internet-facing");
    assert.equal(group({ loadBalancer: "own" }), undefined);
  });

  for (const controller of ["alb", "lbc-gateway", "envoy-gateway"] as const) {
    it(`may be inside the VPC and on the internet, side by side (${controller})`, () => {
      const [inside, outside] = ["internal", "internet-facing"].map((scheme) =>
        JSON.stringify(manifestsOf(controller, { host, scheme })),
      );
      assert.equal(inside?.replaceAll('internal"', 'internet-facing"'), outside);
      assert.match(outside ?? "", /scheme":"internet-facing"/);
    });
  }
});

describe("a web ACL", () => {
  const webAclArn = "arn:aws:wafv2:eu-west-1:111111111111:regional/webacl/limits/1234abcd-12ab-34cd-56ef-1234567890ab";

  it("is asked by the ALB of either kind", () => {
    const [ingress] = compile("alb", parse({ host }), backend, webAclArn);
    assert.equal(ingress?.metadata.annotations?.["alb.ingress.kubernetes.io/wafv2-acl-arn"], webAclArn);
    const { wafV2 } = find(compile("lbc-gateway", parse({ host }), backend, webAclArn), "LoadBalancerConfiguration");
    assert.deepEqual(wafV2, { webACL: webAclArn });
  });
});

describe("a Gateway for the AWS Load Balancer Controller", () => {
  const manifests = manifestsOf("lbc-gateway", { host, tls: acm });

  it("leaves certificates to the load balancer's configuration, which is there first", () => {
    const { listeners } = find(manifests, "Gateway") as { listeners: readonly object[] };
    assert.ok(listeners.every((listener) => !("tls" in listener)));
    const kinds = manifests.map(({ kind }) => kind);
    assert.ok(kinds.indexOf("LoadBalancerConfiguration") < kinds.indexOf("Gateway"));
  });
});

describe("routes of a Gateway", () => {
  it("send plain HTTP to HTTPS, and serve the app on the other listener alone", () => {
    const manifests = manifestsOf("envoy-gateway", { host, tls: secret });
    const listenersOf = (name: string) =>
      (find(manifests, "HTTPRoute", name) as { parentRefs: { sectionName: string }[] }).parentRefs.map(
        ({ sectionName }) => sectionName,
      );
    assert.deepEqual(listenersOf("shop-envoy-gateway-redirect"), ["http"]);
    assert.deepEqual(listenersOf("shop-envoy-gateway"), ["https"]);
  });

  it("come after the policies for them: nothing is open before it is limited", () => {
    for (const controller of ["envoy-gateway", "traefik"] as const) {
      const kinds = manifestsOf(controller, everythingOf(controller)).map(({ kind }) => kind);
      const limiting = kinds.filter((kind) => /Policy|Middleware/.test(kind));
      assert.ok(kinds.lastIndexOf(limiting.at(-1) ?? "HTTPRoute") < kinds.indexOf("HTTPRoute"), controller);
    }
  });
});

describe("the limits of a client", () => {
  const limited = { host, rateLimit: { requests: 10, per: "minute" } };

  it("let through as many at once as in the unit of time, whatever the controller's own default", () => {
    const middleware = find(manifestsOf("traefik", limited), "Middleware", "shop-traefik-rate-limit");
    assert.deepEqual(middleware, { rateLimit: { average: 10, period: "1m", burst: 10 } });
    const nginx = annotationsOf("ingress-nginx", limited);
    assert.equal(nginx["nginx.ingress.kubernetes.io/limit-rpm"], "10");
    assert.equal(nginx["nginx.ingress.kubernetes.io/limit-burst-multiplier"], "1");
  });

  it("count each address for itself", () => {
    const { rateLimit } = find(manifestsOf("envoy-gateway", limited), "BackendTrafficPolicy");
    assert.deepEqual(rateLimit, {
      local: {
        rules: [
          {
            clientSelectors: [{ sourceCIDR: { type: "Distinct", value: "0.0.0.0/0" } }],
            limit: { requests: 10, unit: "Minute" },
          },
        ],
      },
    });
  });
});

describe("sticky sessions", () => {
  it("take Traefik's own kind of backend, which a route points to in place of the Service", () => {
    const manifests = manifestsOf("traefik", { host, stickySessions: {} });
    const { rules } = find(manifests, "HTTPRoute") as { rules: { backendRefs: object[] }[] };
    assert.deepEqual(rules[0]?.backendRefs, [
      { group: "traefik.io", kind: "TraefikService", name: "shop-traefik", port: 80 },
    ]);
  });
});
