import { noSettings } from "../../spec/feature";
import { addon, chart } from "../addon.spec";

export const gatewayApiCrds = addon({
  description: "Makes the kinds of the Gateway API, once for every controller: Gateway, HTTPRoute and their like.",
  source: chart({
    source: "oci://docker.io/envoyproxy/gateway-crds-helm",
    name: "gateway-crds-helm",
    sets: ["crds.gatewayAPI.enabled", "crds.gatewayAPI.channel"],
  }),
  settings: noSettings,
  stage: "afterNodes",
  kinds: ["gateway.networking.k8s.io"],
  runsOn: ["ec2", "fargate", "auto"], // it has no pods of its own; the controllers of Gateways run there
});
