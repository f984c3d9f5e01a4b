import assert from "node:assert/strict";
import { answer, discovery } from "../../../twin/egress/answers";
import { effectOf } from "../../../twin/egress/effects";
import { newestFor } from "../../../twin/egress/servingCertificate";
import { createAuthority, issue } from "../../../twin/controlPlane/certificates";

describe("in the place of a webhook's pods, the twin", () => {
  it("converts objects by their version alone", () => {
    const request = {
      uid: "1",
      desiredAPIVersion: "example.com/v1",
      objects: [{ apiVersion: "example.com/v1beta1", a: 1 }],
    };
    const answered = answer({ apiVersion: "apiextensions.k8s.io/v1", kind: "ConversionReview", request }, []);
    assert.deepEqual(answered, {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "ConversionReview",
      response: {
        uid: "1",
        result: { status: "Success" },
        convertedObjects: [{ apiVersion: "example.com/v1", a: 1 }],
      },
    });
  });

  it("refuses to answer what it does not know", () => {
    assert.throws(() => answer({ kind: "TokenReview" }, []));
  });

  it("serves an aggregated API without kinds", () => {
    assert.deepEqual(discovery("/apis/external.metrics.k8s.io/v1beta1"), {
      apiVersion: "v1",
      kind: "APIResourceList",
      groupVersion: "external.metrics.k8s.io/v1beta1",
      resources: [],
    });
    assert.equal(discovery("/openapi/v2"), undefined);
  });

  for (const [name, service, taken] of [
    ["without a class", { spec: { type: "LoadBalancer" } }, true],
    ["of another class", { spec: { type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb" } }, false],
    ["inside of the cluster", { spec: { type: "ClusterIP" } }, false],
    [
      "for EKS itself",
      {
        metadata: { annotations: { "service.beta.kubernetes.io/aws-load-balancer-type": "nlb" } },
        spec: { type: "LoadBalancer" },
      },
      false,
    ],
  ] as const) {
    it(`${taken ? "gives" : "does not give"} a Service ${name} to the AWS Load Balancer Controller`, () => {
      assert.equal(effectOf("mservice.elbv2.k8s.aws", service).length === 1, taken);
    });
  }

  it("takes the newest certificate for the Service's name, whatever else Secrets hold", async () => {
    const authority = await createAuthority("webhook");
    const pair = (host: string, validFrom: string) =>
      issue(authority, { commonName: "webhook", validFrom: new Date(validFrom) }, { dnsNames: [host] });
    const older = await pair("hook.tools.svc", "2026-01-01");
    const newer = await pair("hook.tools.svc", "2026-02-01");
    const other = await pair("other.tools.svc", "2026-03-01");
    const encoded = (certificate: string, key: string) =>
      [certificate, key].map((it) => Buffer.from(it).toString("base64"));
    const secrets = [older, newer, other, { certificate: "none", key: "none" }].map(({ certificate, key }) => {
      const [cert = "", secretKey = ""] = encoded(certificate, key);
      return { data: { "tls.crt": cert, "tls.key": secretKey } };
    });
    assert.deepEqual(newestFor("hook.tools.svc", [{}, ...secrets]), newer);
    assert.equal(newestFor("hook.shop.svc", secrets), undefined);
  });
});
