import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { IngressNginx } from "../../../components/addons/ingress-nginx/component";
import { ingressNginx } from "../../../components/addons/ingress-nginx/spec";
import { Traefik } from "../../../components/addons/traefik/component";
import { traefik } from "../../../components/addons/traefik/spec";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

describe("IngressNginx", () => {
  const { warn } = pulumi.log;
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    pulumi.log.warn = (message) => Promise.resolve(void warnings.push(message));
  });
  afterEach(() => {
    pulumi.log.warn = warn;
  });

  const recorded = (...beside: string[]) =>
    recordComponent((opts) => {
      new IngressNginx("ingress-nginx", { ...addonArgs("4.15.1"), ...ingressNginx.settings.parse({}), beside }, opts);
    });
  const valuesOf = async (...beside: string[]) =>
    (await recorded(...beside)).get("kubernetes:helm.sh/v3:Release").inputs.values as {
      controller: { service: object; admissionWebhooks: object };
    };

  it("says that it was retired, and what to move to", async () => {
    await valuesOf("aws-load-balancer-controller");
    assert.equal(warnings.length, 1);
    assert.match(
      warnings.join(),
      /retired in March 2026 .* move to traefik, .* aws-load-balancer-controller or to envoy-gateway/,
    );
  });

  it("has an internal load balancer, and no webhook that judges the Ingresses of others", async () => {
    const { controller } = await valuesOf("aws-load-balancer-controller");
    assert.deepEqual(controller.service, {
      annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
      },
      loadBalancerClass: "service.k8s.aws/nlb",
    });
    assert.deepEqual(controller.admissionWebhooks, { enabled: false });
  });

  it("hands its IngressClass to Traefik, and takes it back, as the same resource", async () => {
    const type = "kubernetes:networking.k8s.io/v1:IngressClass";
    const ofNginx = (await recorded()).get(type);
    const settings = traefik.settings.parse({ servesIngressNginx: true });
    const withTraefik = await recordComponent((opts) => {
      new Traefik("traefik", { ...addonArgs("41.3.0"), ...settings }, opts);
    });
    const ofTraefik = withTraefik.get(type);
    assert.deepEqual([ofTraefik.name, ofTraefik.inputs], [ofNginx.name, ofNginx.inputs]);
    assert.ok(ofTraefik.aliases.includes("child of eks-platform:addons:IngressNginx::ingress-nginx"));
    assert.ok(ofNginx.aliases.includes("child of eks-platform:addons:Traefik::traefik"));
  });
});
