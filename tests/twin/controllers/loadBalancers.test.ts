import assert from "node:assert/strict";
import type { V1Ingress, V1Service } from "../../../twin/aws/eks/kubernetes/types";
import { exposeLoadBalancers } from "../../../twin/controllers/loadBalancers";
import { FakeCluster } from "../aws/eks/fakeCluster";

const metadata = { name: "web", namespace: "default" };

describe("a load balancer", () => {
  let cluster: FakeCluster;
  beforeEach(() => (cluster = new FakeCluster()));
  const expose = () => exposeLoadBalancers(cluster, "eu-west-1");
  const put = (apiVersion: string, kind: string, rest: object) => cluster.put({ apiVersion, kind, metadata, ...rest });
  const putService = (spec: object, annotations = {}) =>
    put("v1", "Service", { metadata: { ...metadata, annotations }, spec: { type: "LoadBalancer", ...spec } });
  const putIngress = (ingressClassName?: string) =>
    put("networking.k8s.io/v1", "Ingress", { spec: { ingressClassName } });
  const putClass = (name: string, controller: string) =>
    put("networking.k8s.io/v1", "IngressClass", { metadata: { name }, spec: { controller } });
  const putController = (name: string, ready: "True" | "False" = "True") =>
    put("v1", "Pod", {
      metadata: { name, namespace: "kube-system", labels: { "app.kubernetes.io/name": name } },
      status: { conditions: [{ type: "Ready", status: ready }] },
    });
  const hostname = async (apiVersion: string, kind: string) => {
    const object = await cluster.get<V1Service | V1Ingress>({ apiVersion, kind, ...metadata });
    return object?.status?.loadBalancer?.ingress?.[0]?.hostname;
  };

  it("of a Service without a class is made by EKS itself", async () => {
    putService({});
    assert.deepEqual(await expose(), []);
    assert.match((await hostname("v1", "Service")) ?? "", /^a.*\.eu-west-1\.elb\.amazonaws\.com$/);
  });

  for (const [name, spec, annotations] of [
    ["class", { loadBalancerClass: "service.k8s.aws/nlb" }, {}],
    ["annotation", {}, { "service.beta.kubernetes.io/aws-load-balancer-type": "external" }],
  ] as const) {
    it(`of a Service that asks for the AWS Load Balancer Controller by ${name} waits for it`, async () => {
      putService(spec, annotations);
      putController("aws-load-balancer-controller", "False");
      assert.deepEqual(await expose(), [
        "Service default/web gets no load balancer: aws-load-balancer-controller does not run in the cluster.",
      ]);
      assert.equal(await hostname("v1", "Service"), undefined);
      putController("aws-load-balancer-controller");
      assert.deepEqual(await expose(), []);
      assert.match((await hostname("v1", "Service")) ?? "", /^k8s-default-web-.*\.elb\.eu-west-1\.amazonaws\.com$/);
    });
  }

  it("of an Ingress needs its class, and the controller of that class", async () => {
    putIngress("alb");
    assert.match((await expose()).join(), /Ingress default\/web .* no IngressClass alb \(it has none\)/);
    putClass("alb", "ingress.k8s.aws/alb");
    assert.match((await expose()).join(), /aws-load-balancer-controller does not run in the cluster/);
    assert.equal(await hostname("networking.k8s.io/v1", "Ingress"), undefined);
    putController("aws-load-balancer-controller");
    assert.deepEqual(await expose(), []);
    assert.match((await hostname("networking.k8s.io/v1", "Ingress")) ?? "", /^k8s-default-web-/);
  });

  it("of an Ingress is made by Auto Mode outside of the cluster", async () => {
    putIngress("alb");
    putClass("alb", "eks.amazonaws.com/alb");
    put("apiextensions.k8s.io/v1", "CustomResourceDefinition", { metadata: { name: "nodeclasses.eks.amazonaws.com" } });
    assert.deepEqual(await expose(), []);
  });

  it("is not made for an Ingress without a class, or of a controller that is not known", async () => {
    putIngress();
    assert.match((await expose()).join(), /names no class/);
    putIngress("other");
    putClass("other", "example.com/other");
    assert.match((await expose()).join(), /example\.com\/other is no controller that the twin knows/);
  });
});
