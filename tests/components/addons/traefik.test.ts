import assert from "node:assert/strict";
import { Traefik } from "../../../components/addons/traefik/component";
import { traefik } from "../../../components/addons/traefik/spec";
import type { SettingsOf } from "../../../components/spec/feature";
import { recordComponent } from "../../helpers/component";
import { addonArgs } from "./addonArgs";

const releaseType = "kubernetes:helm.sh/v3:Release";
const ingressClass = "kubernetes:networking.k8s.io/v1:IngressClass";

describe("Traefik", () => {
  const recorded = (settings: Partial<SettingsOf<typeof traefik>>, ...beside: string[]) =>
    recordComponent((opts) => {
      new Traefik("traefik", { ...addonArgs("41.3.0"), ...traefik.settings.parse(settings), beside }, opts);
    });
  const valuesOf = async (...args: Parameters<typeof recorded>) =>
    (await recorded(...args)).get(releaseType).inputs.values as {
      service: { annotations: Record<string, string>; spec: object };
      providers: { kubernetesGateway: object; kubernetesIngressNGINX: object };
      ingressClass: object;
    };

  it("runs in a namespace that takes restricted pods only, which is there until it has gone", async () => {
    const recording = await recorded({});
    const namespace = recording.get("kubernetes:core/v1:Namespace");
    assert.deepEqual(namespace.inputs.metadata, {
      name: "traefik",
      labels: { "pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted" },
    });
    const release = recording.get(releaseType);
    assert.equal(release.inputs.namespace, "traefik");
    recording.destroyedBefore(release, namespace);
  });

  it("has an internal load balancer that sends to pods, by the controller that is there", async () => {
    const { service } = await valuesOf({}, "aws-load-balancer-controller");
    assert.deepEqual(service, {
      annotations: {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
        "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
      },
      spec: { type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" },
    });
    const ofAutoMode = (await valuesOf({ scheme: "internet-facing" })).service;
    assert.deepEqual(ofAutoMode.spec, { type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb" });
    assert.equal(ofAutoMode.annotations["service.beta.kubernetes.io/aws-load-balancer-scheme"], "internet-facing");
  });

  it("takes Ingresses of no class, and Gateways, where it is told to", async () => {
    const { ingressClass, providers } = await valuesOf({});
    assert.deepEqual(ingressClass, { name: "traefik", isDefaultClass: false });
    assert.deepEqual(providers.kubernetesGateway, { enabled: false });
    const told = await valuesOf({ isDefaultIngressClass: true }, "gateway-api-crds");
    assert.deepEqual(told.ingressClass, { name: "traefik", isDefaultClass: true });
    assert.deepEqual(told.providers.kubernetesGateway, { enabled: true });
  });

  it("serves the class nginx beside ingress-nginx, and takes it over when that has gone", async () => {
    const both = await recorded({ servesIngressNginx: true }, "ingress-nginx");
    assert.equal(both.all(ingressClass).length, 0);
    const served = async (...beside: string[]) =>
      (await valuesOf({ servesIngressNginx: true }, ...beside)).providers.kubernetesIngressNGINX;
    assert.deepEqual(await served("ingress-nginx"), { enabled: true, publishService: { enabled: false } });
    assert.deepEqual(await served(), { enabled: true, publishService: { enabled: true } });
    const { inputs } = (await recorded({ servesIngressNginx: true })).get(ingressClass);
    assert.deepEqual(inputs.spec, { controller: "k8s.io/ingress-nginx" });
    assert.equal((await recorded({})).all(ingressClass).length, 0);
  });
});
