import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";

export const pods = { namespace: "envoy-gateway-system", labels: { "app.kubernetes.io/name": "gateway-helm" } };

export const envoyGateway = addon({
  description: "Serves Gateways by Envoy proxies, behind a Network Load Balancer for each.",
  source: chart({
    source: "oci://docker.io/envoyproxy/gateway-helm",
    name: "gateway-helm",
    sets: [
      "crds.enabled",
      "deployment.replicas",
      "deployment.pod.topologySpreadConstraints",
      "podDisruptionBudget.minAvailable",
    ],
    crds: {
      source: "oci://docker.io/envoyproxy/gateway-crds-helm",
      name: "gateway-crds-helm",
      values: { crds: { envoyGateway: { enabled: true } } },
    },
  }),
  settings: z.strictObject({
    replicas: wholeNumber(1, 10).default(2).meta({ description: "Pods of the controller; one of them works." }),
    proxies: wholeNumber(1, 20).default(2).meta({ description: "Envoy pods of each Gateway; each of them serves." }),
  }),
  stage: "afterNodes",
  kinds: ["gateway.envoyproxy.io"],
  runsOn: ["ec2", "fargate", "auto"],
  pods,
  needs: ["gateway-api-crds", "aws-load-balancer-controller", "coredns"],
  cost: "an NLB for each Gateway, 0.0225 USD an hour and 0.006 for each unit of load, by region",
});
