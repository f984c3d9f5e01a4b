import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";
import { cost, scheme } from "../networkLoadBalancer.spec";

export const pods = { namespace: "ingress-nginx", labels: { "app.kubernetes.io/name": "ingress-nginx" } };

/** https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/ */
export const retirement =
  "ingress-nginx was retired in March 2026 and gets no security fixes: move to traefik, which can serve the same Ingresses " +
  "(addons.traefik.servesIngressNginx), to aws-load-balancer-controller or to envoy-gateway.";

export const ingressNginx = addon({
  description:
    "Serves Ingresses by nginx, behind one Network Load Balancer. Retired in March 2026: for clusters that still have it.",
  source: chart({
    source: "https://kubernetes.github.io/ingress-nginx",
    name: "ingress-nginx",
    sets: [
      "controller.replicaCount",
      "controller.topologySpreadConstraints",
      "controller.service.annotations",
      "controller.service.loadBalancerClass",
      "controller.ingressClassResource.enabled",
      "controller.admissionWebhooks.enabled",
    ],
  }),
  settings: z.strictObject({
    replicas: wholeNumber(1, 20).default(2).meta({ description: "Pods of nginx; each of them serves." }),
    scheme,
    isDefaultIngressClass: z.boolean().default(false).meta({
      description: "Whether nginx serves Ingresses that name no class.",
    }),
    validatesIngresses: z.boolean().default(false).meta({
      description:
        "Whether a webhook refuses Ingresses whose annotations are wrong. It is asked about Ingresses of every class, and refuses each while no pod of nginx is there to answer.",
    }),
  }),
  stage: "afterNodes",
  guards: ["networking.k8s.io/Ingress"], // with validatesIngresses
  runsOn: ["ec2", "fargate", "auto"],
  pods,
  needs: ["aws-load-balancer-controller", "coredns"],
  cost,
});
