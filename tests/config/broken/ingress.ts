import type { Mistake } from "./mistake";

const pins = {
  "versions.addons.aws-load-balancer-controller": "3.5.0",
  "versions.addons.traefik": "41.3.0",
};

/** Controllers of Ingresses and Gateways. */
export const ingressMistakes: readonly Mistake[] = [
  {
    title: "two controllers for the Ingresses that name no class",
    changes: { ...pins, "addons.traefik": { isDefaultIngressClass: true } },
    problems: {
      "eks-platform:addons.traefik.isDefaultIngressClass":
        "is true; must be false: addons.aws-load-balancer-controller.isDefaultIngressClass is true, and one controller takes the Ingresses that name no class",
    },
  },
  {
    title: "Traefik without what makes its load balancer",
    changes: { "versions.addons.traefik": "41.3.0" },
    problems: {
      "eks-platform:versions.addons.aws-load-balancer-controller":
        "is required because versions.addons.traefik needs it",
      "eks-platform:versions.addons.gateway-api-crds": "is required because exposure.controller is traefik",
    },
  },
];
