import assert from "node:assert/strict";
import { controllerNames } from "../../../components/exposure/controllers.spec";
import { beyond, describeLimit, limits, optionName } from "../../../components/exposure/limits.spec";
import { everythingOf, parse } from "./exposures";

const host = "shop.example.com";

describe("the limits of controllers", () => {
  it("leave each option to some controller", () => {
    const options = new Set(limits.map(optionName));
    for (const option of options) {
      const unable = limits.filter((limit) => optionName(limit) === option).flatMap(({ controllers }) => controllers);
      assert.ok(new Set(unable).size < controllerNames.length, option);
    }
  });

  it("are met by an exposure without the options that they are about", () => {
    for (const controller of controllerNames) {
      assert.deepEqual(beyond(parse(everythingOf(controller)), controller), [], controller);
      assert.deepEqual(beyond(parse({ host }), controller), [], controller);
    }
  });

  it("name the option's way out and who can do it", () => {
    const exposure = parse({ host, rateLimit: { requests: 10 } });
    const [limit] = beyond(exposure, "alb");
    assert.ok(limit);
    assert.equal(
      describeLimit(exposure, limit, "alb"),
      "must be left out with alb: an ALB counts no requests; a rate-based rule of an AWS WAF web ACL does, which " +
        "exposure.webAclArn names; envoy-gateway, traefik and ingress-nginx can do it",
    );
  });

  it("hold a controller to the scheme of the one load balancer that its add-on makes", () => {
    const open = parse({ host, scheme: "internet-facing" });
    assert.deepEqual(beyond(open, "traefik", "internet-facing"), []);
    assert.deepEqual(beyond(open, "traefik").map(optionName), ["scheme"]);
    assert.deepEqual(beyond(parse({ host }), "traefik", "internet-facing").map(optionName), ["scheme"]);
  });

  it("let values through that a controller can express", () => {
    const withBurst = (burst: number) => parse({ host, rateLimit: { requests: 10, burst } });
    assert.deepEqual(beyond(withBurst(30), "ingress-nginx"), []);
    assert.deepEqual(beyond(withBurst(10), "envoy-gateway"), []);
    const [limit] = beyond(withBurst(25), "ingress-nginx");
    assert.ok(limit);
    assert.equal(
      describeLimit(withBurst(25), limit, "ingress-nginx"),
      "must be a multiple of requests with ingress-nginx: its burst is a whole multiple of requests; traefik can do it",
    );
  });
});
