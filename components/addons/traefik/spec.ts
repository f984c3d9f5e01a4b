import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";
import { cost, scheme } from "../networkLoadBalancer.spec";

export const pods = { namespace: "traefik", labels: { "app.kubernetes.io/name": "traefik" } };

export const traefik = addon({
  description: "Serves Ingresses and Gateways by proxies of its own, behind one Network Load Balancer.",
  source: chart({
    source: "https://traefik.github.io/charts",
    name: "traefik",
    sets: [
      "deployment.replicas",
      "deployment.lifecycle",
      "podDisruptionBudget.enabled",
      "podDisruptionBudget.maxUnavailable",
      "topologySpreadConstraints",
      "resources",
      "service.annotations",
      "service.spec",
      "ingressClass.name",
      "ingressClass.isDefaultClass",
      "providers.kubernetesGateway.enabled",
      "providers.kubernetesIngressNGINX.enabled",
      "providers.kubernetesIngressNGINX.publishService.enabled",
      "gateway.enabled",
      "global.checkNewVersion",
    ],
  }),
  settings: z.strictObject({
    replicas: wholeNumber(1, 20).default(2).meta({ description: "Pods of Traefik; each of them serves." }),
    scheme,
    isDefaultIngressClass: z.boolean().default(false).meta({
      description: "Whether Traefik serves Ingresses that name no class.",
    }),
    servesIngressNginx: z.boolean().default(false).meta({
      description:
        "Whether Traefik also serves Ingresses of the class nginx, by their annotations of ingress-nginx: beside that add-on while a cluster moves off it, and without it afterwards. https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress-nginx/",
    }),
  }),
  stage: "afterNodes",
  kinds: ["traefik.io"],
  runsOn: ["ec2", "fargate", "auto"],
  pods,
  needs: ["aws-load-balancer-controller", "coredns"],
  after: ["gateway-api-crds", "ingress-nginx"],
  cost,
});
