import assert from "node:assert/strict";
import { withController } from "../../../components/exposure/controllers.spec";

const lbc = { "aws-load-balancer-controller": "3.5.0" };
const nginx = { "ingress-nginx": "4.15.1" };

describe("the controller of an environment", () => {
  it("is that of the one add-on with a pin, so that nothing is said twice", () => {
    assert.deepEqual(withController({}, lbc), { controller: "alb" });
    assert.deepEqual(withController({}, { traefik: "41.0.0", coredns: "v1.14.3-eksbuild.23" }), {
      controller: "traefik",
    });
  });

  it("is for the stack file to say where several add-ons could serve", () => {
    assert.deepEqual(withController({}, { ...lbc, ...nginx }), {});
    assert.deepEqual(withController({ controller: "ingress-nginx" }, { ...lbc, ...nginx }), {
      controller: "ingress-nginx",
    });
  });

  it("is what the stack file says, against the pin's own", () => {
    assert.deepEqual(withController({ controller: "lbc-gateway" }, lbc), { controller: "lbc-gateway" });
  });

  it("is nobody without an add-on that serves", () => {
    assert.deepEqual(withController({}, {}), {});
  });
});
