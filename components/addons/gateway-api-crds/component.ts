import * as pulumi from "@pulumi/pulumi";
import { HelmObjects } from "../../helm/objects";
import type { AddonArgs } from "../addonArgs";
import { gatewayApiCrds } from "./spec";

export type GatewayApiCrdsArgs = AddonArgs;

/**
 * The kinds of the Gateway API, whichever controllers use them:
 * - the CustomResourceDefinitions of its standard channel, from Envoy Gateway's chart `gateway-crds-helm`, whose version
 *   decides that of the Gateway API: 1.9 has 1.6
 * - the ValidatingAdmissionPolicy that refuses to put those of the experimental channel, or older ones, in their place
 *
 * Free of charge. When they go, so does every Gateway and every route in the cluster.
 *
 * @see https://gateway-api.sigs.k8s.io/guides/getting-started/introduction/
 * @see https://github.com/envoyproxy/gateway/tree/v1.9.0/charts/gateway-crds-helm
 */
export class GatewayApiCrds extends pulumi.ComponentResource {
  constructor(name: string, { version, chartMirror }: GatewayApiCrdsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:GatewayApiCrds", name, {}, opts);
    const { source } = gatewayApiCrds;
    new HelmObjects(
      name,
      {
        chart: { name: source.name, source: source.source, version },
        chartMirror,
        values: { crds: { gatewayAPI: { enabled: true, channel: "standard" } } },
      },
      { parent: this },
    );
    this.registerOutputs();
  }
}
