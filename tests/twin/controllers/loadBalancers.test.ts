import assert from "node:assert/strict";
import type { Account } from "../../../twin/aws/account";
import { NETWORK_INTERFACE, SECURITY_GROUP } from "../../../twin/aws/ec2/types";
import { CLUSTER } from "../../../twin/aws/eks/context";
import type { V1Ingress, V1Service } from "../../../twin/aws/eks/kubernetes/types";
import { abandonedLoadBalancers, loadBalancersOf, removeLoadBalancer } from "../../../twin/aws/loadBalancers";
import { text } from "../../../twin/aws/read";
import { LoadBalancers } from "../../../twin/controllers/loadBalancers/controller";
import type { Gateway } from "../../../twin/controllers/loadBalancers/gateways";
import { accountWithCluster } from "../aws/accountWithCluster";
import { FakeCluster } from "../aws/eks/fakeCluster";
import { REGION } from "../aws/simulated";

const metadata = { name: "web", namespace: "default", uid: "0123-4567" };
const CONTROLLER = "aws-load-balancer-controller";

const service = { apiVersion: "v1", kind: "Service" };
const ingress = { apiVersion: "networking.k8s.io/v1", kind: "Ingress" };
const gateway = { apiVersion: "gateway.networking.k8s.io/v1", kind: "Gateway" };

describe("a load balancer", () => {
  let cluster: FakeCluster;
  let account: Account;
  let controllers: LoadBalancers;
  beforeEach(() => {
    cluster = new FakeCluster();
    account = accountWithCluster();
    controllers = new LoadBalancers(cluster, account, REGION);
  });

  const put = (type: { apiVersion: string; kind: string }, rest: object) => cluster.put({ ...type, metadata, ...rest });
  const putService = (spec: object, annotations = {}) =>
    put(service, {
      metadata: { ...metadata, annotations },
      spec: { type: "LoadBalancer", ports: [{ port: 443, protocol: "TCP" }], ...spec },
    });
  const backend = { service: { name: "web", port: { number: 8080 } } };
  const rules = [{ http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }];
  const putIngress = (ingressClassName?: string, more = {}) =>
    put(ingress, { metadata: { ...metadata, ...more }, spec: { ingressClassName, rules } });
  const putClass = (name: string, controller: string) =>
    put({ apiVersion: ingress.apiVersion, kind: "IngressClass" }, { metadata: { name }, spec: { controller } });
  const putController = (name: string, ready: "True" | "False" = "True") =>
    put(
      { apiVersion: "v1", kind: "Pod" },
      {
        metadata: { name, namespace: "kube-system", labels: { "app.kubernetes.io/name": name } },
        status: { conditions: [{ type: "Ready", status: ready }] },
      },
    );
  const putDefinition = (name: string) =>
    put({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" }, { metadata: { name } });
  const find = <Kind extends V1Service | V1Ingress | Gateway>(
    type: { apiVersion: string; kind: string },
    name = "web",
  ) => cluster.get<Kind>({ ...type, namespace: "default", name });
  const hostname = async (type = service, name = "web") =>
    (await find<V1Service | V1Ingress>(type, name))?.status?.loadBalancer?.ingress?.[0]?.hostname;
  const standing = () => loadBalancersOf(account).map(({ outputs }) => text(outputs.name) ?? "");
  const finalizers = async (type: typeof service) => (await find(type))?.metadata?.finalizers;
  /** As the API server does with an object that a finalizer holds. */
  const remove = async (type: typeof service) => {
    const found = await find<V1Service>(type);
    assert(found?.metadata?.finalizers?.length, "a finalizer holds the object");
    cluster.put({ ...found, metadata: { ...found.metadata, deletionTimestamp: new Date() } });
  };

  it("of a Service without a class is made by EKS itself", async () => {
    putService({});
    assert.deepEqual(await controllers.reconcile(), []);
    assert.match((await hostname()) ?? "", /^a01234567-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
    assert.deepEqual(await finalizers(service), ["service.kubernetes.io/load-balancer-cleanup"]);
    assert.deepEqual(standing(), ["a01234567"]);
  });

  for (const [name, spec, annotations] of [
    ["class", { loadBalancerClass: "service.k8s.aws/nlb" }, {}],
    ["annotation", {}, { "service.beta.kubernetes.io/aws-load-balancer-type": "external" }],
  ] as const) {
    it(`of a Service that asks for the AWS Load Balancer Controller by ${name} waits for it`, async () => {
      putService(spec, annotations);
      putController(CONTROLLER, "False");
      assert.deepEqual(await controllers.reconcile(), [
        `Service default/web gets no load balancer: ${CONTROLLER} does not run in the cluster.`,
      ]);
      assert.deepEqual([await hostname(), standing()], [undefined, []]);
      putController(CONTROLLER);
      assert.deepEqual(await controllers.reconcile(), []);
      assert.match((await hostname()) ?? "", /^k8s-default-web-.*\.elb\.eu-west-1\.amazonaws\.com$/);
    });
  }

  it("of an Ingress needs its class, and the controller of that class", async () => {
    putIngress("alb");
    assert.match((await controllers.reconcile()).join(), /Ingress default\/web .* no IngressClass alb \(it has none\)/);
    putClass("alb", "ingress.k8s.aws/alb");
    assert.match((await controllers.reconcile()).join(), /aws-load-balancer-controller does not run in the cluster/);
    assert.equal(await hostname(ingress), undefined);
    putController(CONTROLLER);
    assert.deepEqual(await controllers.reconcile(), []);
    assert.match((await hostname(ingress)) ?? "", /^internal-k8s-default-web-/);
    assert.deepEqual(await finalizers(ingress), ["ingress.k8s.aws/resources"]);
  });

  it("of an Ingress is made by Auto Mode outside of the cluster", async () => {
    putIngress("alb");
    putClass("alb", "eks.amazonaws.com/alb");
    putDefinition("nodeclasses.eks.amazonaws.com");
    assert.deepEqual(await controllers.reconcile(), []);
    assert.equal(standing().length, 1);
  });

  it("is not made for an Ingress without a class, or of a controller that is not known", async () => {
    putIngress();
    assert.match((await controllers.reconcile()).join(), /names no class/);
    putIngress("other");
    putClass("other", "example.com/other");
    assert.match((await controllers.reconcile()).join(), /example\.com\/other is no controller that the twin knows/);
  });

  it("of an Ingress stands in the account with all that belongs to it, in the public subnets if it faces the internet", async () => {
    putClass("alb", "ingress.k8s.aws/alb");
    putController(CONTROLLER);
    putIngress("alb", {
      annotations: {
        "alb.ingress.kubernetes.io/scheme": "internet-facing",
        "alb.ingress.kubernetes.io/listen-ports": '[{"HTTP": 80}, {"HTTPS": 443}]',
      },
    });
    await controllers.reconcile();
    const interfaces = account.list(NETWORK_INTERFACE);
    assert.deepEqual(interfaces.map(({ outputs }) => outputs.subnetId).sort(), ["subnet-a", "subnet-b"]);
    assert.deepEqual(
      interfaces[0]?.outputs.securityGroups,
      account.list(SECURITY_GROUP).map(({ id }) => id),
    );
    const ports = account.list("aws:lb/listener:Listener").map(({ outputs }) => outputs.port);
    assert.deepEqual(ports, [80, 443]);
    const [group, ...others] = account.list("aws:lb/targetGroup:TargetGroup");
    assert.deepEqual([group?.outputs.port, others], [8080, []]);
  });

  it("follows its Ingress: a listener that is asked for no more goes, and another scheme is another load balancer", async () => {
    putClass("alb", "ingress.k8s.aws/alb");
    putController(CONTROLLER);
    const ports = "alb.ingress.kubernetes.io/listen-ports";
    putIngress("alb", { annotations: { [ports]: '[{"HTTP": 80}, {"HTTP": 81}]' } });
    await controllers.reconcile();
    const before = standing();
    const kept = { finalizers: await finalizers(ingress) };
    putIngress("alb", { ...kept, annotations: { [ports]: '[{"HTTP": 80}]' } });
    await controllers.reconcile();
    assert.equal(account.list("aws:lb/listener:Listener").length, 1);
    assert.deepEqual(standing(), before);
    putIngress("alb", { ...kept, annotations: { "alb.ingress.kubernetes.io/scheme": "internet-facing" } });
    await controllers.reconcile();
    assert.equal(standing().length, 1);
    assert.notDeepEqual(standing(), before);
    const subnets = account.list(NETWORK_INTERFACE).map(({ outputs }) => outputs.subnetId);
    assert.deepEqual(subnets.sort(), ["subnet-a", "subnet-b"]);
  });

  it("is left as it is while the Ingresses of its group contradict each other", async () => {
    putController(CONTROLLER);
    putClass("alb", "ingress.k8s.aws/alb");
    const grouped = (scheme: string) => ({
      annotations: { "alb.ingress.kubernetes.io/group.name": "shared", "alb.ingress.kubernetes.io/scheme": scheme },
    });
    putIngress("alb", grouped("internal"));
    putIngress("alb", { ...grouped("internet-facing"), name: "open", uid: "4567" });
    assert.deepEqual(await controllers.reconcile(), [
      "Ingress default/web gets no address: conflicting scheme: internal | internet-facing.",
      "Ingress default/open gets no address: conflicting scheme: internal | internet-facing.",
    ]);
    assert.deepEqual(standing(), []);
    putIngress("alb", { ...grouped("internal"), name: "open", uid: "4567" });
    assert.deepEqual(await controllers.reconcile(), []);
    assert.equal(standing().length, 1);
  });

  it("is shared by the Ingresses of a group, and goes with the last of them", async () => {
    putClass("alb", "ingress.k8s.aws/alb");
    putController(CONTROLLER);
    const annotations = { "alb.ingress.kubernetes.io/group.name": "shared" };
    putIngress("alb", { annotations });
    putIngress("alb", { annotations, name: "other", uid: "other" });
    await controllers.reconcile();
    assert.equal(await hostname(ingress, "other"), await hostname(ingress));
    assert.match(standing().join(), /^k8s-shared-[0-9a-f]{10}$/);
    await remove(ingress);
    await controllers.reconcile();
    assert.deepEqual([await finalizers(ingress), standing().length], [[], 1]);
    const other = await find<V1Ingress>(ingress, "other");
    cluster.put({ ...ingress, ...other, metadata: { ...other?.metadata, deletionTimestamp: new Date() } });
    await controllers.reconcile();
    assert.deepEqual(standing(), []);
  });

  it("of a Gateway is made by the controller of its class", async () => {
    putDefinition("gateways.gateway.networking.k8s.io");
    put(
      { ...gateway, kind: "GatewayClass" },
      { metadata: { name: "nlb" }, spec: { controllerName: "gateway.k8s.aws/nlb" } },
    );
    put(gateway, { spec: { gatewayClassName: "nlb", listeners: [{ name: "tcp", port: 80, protocol: "TCP" }] } });
    assert.deepEqual(await controllers.reconcile(), [], "nothing waits for a Gateway");
    assert.deepEqual(standing(), []);
    putController(CONTROLLER);
    await controllers.reconcile();
    const found = await find<Gateway>(gateway);
    assert.match(found?.status?.addresses?.[0]?.value ?? "", /^k8s-default-web-.*\.elb\.eu-west-1\.amazonaws\.com$/);
    assert.deepEqual(await finalizers(gateway), ["gateway.k8s.aws/nlb"]);
  });

  it("is not made where no subnet has the tag of its role", async () => {
    putService({}, { "service.beta.kubernetes.io/aws-load-balancer-subnets": "subnet-a, subnet-z" });
    assert.match((await controllers.reconcile()).join(), /couldn't find all subnets, .* found: 1/);
    putIngress("alb");
    putClass("alb", "ingress.k8s.aws/alb");
    putController(CONTROLLER);
    const subnet = account.get("aws:ec2/subnet:Subnet", "subnet-c");
    assert(subnet);
    account.put({ ...subnet, outputs: { ...subnet.outputs, tagsAll: {} } });
    assert.match((await controllers.reconcile()).join(), /subnets count less than minimal required count: 1 < 2/);
    assert.deepEqual(standing(), []);
  });

  it("of a proxy in the cluster is that of its own Service", async () => {
    putIngress("nginx");
    putClass("nginx", "k8s.io/ingress-nginx");
    putController("ingress-nginx");
    assert.match((await controllers.reconcile()).join(), /ingress-nginx has no Service of type LoadBalancer/);
    const labels = { "app.kubernetes.io/name": "ingress-nginx" };
    put(service, { metadata: { ...metadata, name: "nginx", labels }, spec: { type: "LoadBalancer" } });
    await controllers.reconcile(); // the Service gets its address
    await controllers.reconcile();
    assert.match((await hostname(ingress)) ?? "", /\.elb\.amazonaws\.com$/);
    assert.equal(await hostname(ingress), await hostname(service, "nginx"));
    assert.deepEqual(await finalizers(ingress), undefined);
  });

  it("of Envoy Gateway is that of the Service that it makes, and goes with the Gateway", async () => {
    putDefinition("gateways.gateway.networking.k8s.io");
    const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: "aws", namespace: "default" };
    put(
      { ...gateway, kind: "GatewayClass" },
      {
        metadata: { name: "envoy" },
        spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller", parametersRef },
      },
    );
    const envoyService = { loadBalancerClass: "service.k8s.aws/nlb" };
    put(
      { apiVersion: "gateway.envoyproxy.io/v1alpha1", kind: "EnvoyProxy" },
      { metadata: { name: "aws", namespace: "default" }, spec: { provider: { kubernetes: { envoyService } } } },
    );
    put(gateway, { spec: { gatewayClassName: "envoy", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] } });
    putController("gateway-helm");
    putController(CONTROLLER);
    for (let round = 0; round < 3; round++) await controllers.reconcile();
    const address = (await find<Gateway>(gateway))?.status?.addresses?.[0]?.value;
    assert.match(address ?? "", /^k8s-kubesyst-envoydef-.*\.elb\.eu-west-1\.amazonaws\.com$/);
    await cluster.delete({ ...gateway, ...metadata });
    await controllers.reconcile();
    const services = await cluster.list<V1Service>("v1", "Service", { namespace: "kube-system" });
    assert.deepEqual(services, []);
  });

  it("goes with its object, while its controller runs", async () => {
    putService({ loadBalancerClass: "service.k8s.aws/nlb" });
    putController(CONTROLLER);
    await controllers.reconcile();
    const resources = account.all().length;
    await remove(service);
    putController(CONTROLLER, "False");
    assert.deepEqual(await controllers.reconcile(), [
      `Service default/web is not deleted, because its load balancer is not: ${CONTROLLER} does not run in the cluster.`,
    ]);
    assert.equal(account.all().length, resources);
    putController(CONTROLLER);
    assert.deepEqual(await controllers.reconcile(), []);
    assert.deepEqual(await finalizers(service), []);
    assert.deepEqual(
      account.all().filter(({ hidden }) => hidden),
      [],
    );
  });

  it("goes when its Service asks for none any more", async () => {
    putService({});
    await controllers.reconcile();
    const held = await find<V1Service>(service);
    cluster.put({ ...service, ...held, spec: { type: "ClusterIP" } });
    await controllers.reconcile();
    assert.deepEqual([standing(), await finalizers(service)], [[], []]);
  });

  it("stays in the account when its cluster is deleted", async () => {
    putService({});
    await controllers.reconcile();
    assert.deepEqual(abandonedLoadBalancers(account), []);
    account.remove(CLUSTER, "demo");
    const [left] = abandonedLoadBalancers(account);
    assert(left);
    assert.equal(left.outputs.madeFor, "Service default/web");
    removeLoadBalancer(account, text(left.outputs.stack) ?? "");
    assert.deepEqual(account.list(NETWORK_INTERFACE), []);
  });
});
