import type { SettingsOf } from "../spec/feature";
import type { AddonSpec } from "./addon.spec";
import { cloudWatchObservability } from "./amazon-cloudwatch-observability/spec";
import { ebsCsiDriver } from "./aws-ebs-csi-driver/spec";
import { loadBalancerController } from "./aws-load-balancer-controller/spec";
import { nodeTerminationHandler } from "./aws-node-termination-handler/spec";
import { clusterAutoscaler } from "./cluster-autoscaler/spec";
import { efsCsiDriver } from "./aws-efs-csi-driver/spec";
import { coreDns } from "./coredns/spec";
import { podIdentityAgent } from "./eks-pod-identity-agent/spec";
import { nodeMonitoringAgent } from "./eks-node-monitoring-agent/spec";
import { fluentBit } from "./fluent-bit/spec";
import { externalSecrets } from "./external-secrets/spec";
import { karpenter } from "./karpenter/spec";
import { certManager } from "./cert-manager/spec";
import { externalDns } from "./external-dns/spec";
import { envoyGateway } from "./envoy-gateway/spec";
import { gatewayApiCrds } from "./gateway-api-crds/spec";
import { ingressNginx } from "./ingress-nginx/spec";
import { kubeProxy } from "./kube-proxy/spec";
import { prometheusStack } from "./kube-prometheus-stack/spec";
import { kubeStateMetrics } from "./kube-state-metrics/spec";
import { metricsServer } from "./metrics-server/spec";
import { nodeExporter } from "./prometheus-node-exporter/spec";
import { snapshotController } from "./snapshot-controller/spec";
import { traefik } from "./traefik/spec";
import { vpcCni } from "./vpc-cni/spec";

/** Every add-on there is, by its name in the stack file. */
export const addonSpecs = {
  "vpc-cni": vpcCni,
  "kube-proxy": kubeProxy,
  coredns: coreDns,
  "eks-pod-identity-agent": podIdentityAgent,
  "metrics-server": metricsServer,
  "aws-ebs-csi-driver": ebsCsiDriver,
  "aws-load-balancer-controller": loadBalancerController,
  "cluster-autoscaler": clusterAutoscaler,
  "aws-efs-csi-driver": efsCsiDriver,
  "snapshot-controller": snapshotController,
  "kube-state-metrics": kubeStateMetrics,
  "prometheus-node-exporter": nodeExporter,
  "eks-node-monitoring-agent": nodeMonitoringAgent,
  "fluent-bit": fluentBit,
  "amazon-cloudwatch-observability": cloudWatchObservability,
  "kube-prometheus-stack": prometheusStack,
  karpenter,
  "external-secrets": externalSecrets,
  "aws-node-termination-handler": nodeTerminationHandler,
  "external-dns": externalDns,
  "cert-manager": certManager,
  "gateway-api-crds": gatewayApiCrds,
  traefik,
  "envoy-gateway": envoyGateway,
  "ingress-nginx": ingressNginx,
} satisfies Readonly<Record<string, AddonSpec>>;

export type AddonName = keyof typeof addonSpecs;

/** Settings of add-ons, by name. */
export type AddonSettings = { readonly [Name in AddonName]?: SettingsOf<(typeof addonSpecs)[Name]> };

/** Builds of add-ons, by name. */
export type AddonPins = { readonly [Name in AddonName]?: string };

export const addonNames = Object.keys(addonSpecs) as AddonName[];

/** The spec of an add-on, whichever it is. */
export const addonSpec = (name: AddonName): AddonSpec => addonSpecs[name];
