import type * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "./addonArgs";
import { CloudWatchObservability } from "./amazon-cloudwatch-observability/component";
import { EbsCsiDriver } from "./aws-ebs-csi-driver/component";
import { LoadBalancerController } from "./aws-load-balancer-controller/component";
import { NodeTerminationHandler } from "./aws-node-termination-handler/component";
import { ClusterAutoscaler } from "./cluster-autoscaler/component";
import { EfsCsiDriver } from "./aws-efs-csi-driver/component";
import { CoreDns } from "./coredns/component";
import { PodIdentityAgent } from "./eks-pod-identity-agent/component";
import { NodeMonitoringAgent } from "./eks-node-monitoring-agent/component";
import { FluentBit } from "./fluent-bit/component";
import { ExternalSecrets } from "./external-secrets/component";
import { Karpenter } from "./karpenter/component";
import { CertManager } from "./cert-manager/component";
import { ExternalDns } from "./external-dns/component";
import { EnvoyGateway } from "./envoy-gateway/component";
import { GatewayApiCrds } from "./gateway-api-crds/component";
import { IngressNginx } from "./ingress-nginx/component";
import { KubeProxy } from "./kube-proxy/component";
import { PrometheusStack } from "./kube-prometheus-stack/component";
import { KubeStateMetrics } from "./kube-state-metrics/component";
import { MetricsServer } from "./metrics-server/component";
import { NodeExporter } from "./prometheus-node-exporter/component";
import { SnapshotController } from "./snapshot-controller/component";
import type { AddonName, AddonSettings } from "./specs";
import { Traefik } from "./traefik/component";
import { VpcCni } from "./vpc-cni/component";

type AddonComponent<Name extends AddonName> = new (
  name: string,
  args: AddonArgs & NonNullable<AddonSettings[Name]>,
  opts?: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

export type AddonComponents = { readonly [Name in AddonName]: AddonComponent<Name> };

/** What installs each add-on of specs.ts. */
export const addonComponents = {
  "vpc-cni": VpcCni,
  "kube-proxy": KubeProxy,
  coredns: CoreDns,
  "eks-pod-identity-agent": PodIdentityAgent,
  "metrics-server": MetricsServer,
  "aws-ebs-csi-driver": EbsCsiDriver,
  "aws-load-balancer-controller": LoadBalancerController,
  "cluster-autoscaler": ClusterAutoscaler,
  "aws-efs-csi-driver": EfsCsiDriver,
  "snapshot-controller": SnapshotController,
  "kube-state-metrics": KubeStateMetrics,
  "prometheus-node-exporter": NodeExporter,
  "eks-node-monitoring-agent": NodeMonitoringAgent,
  "fluent-bit": FluentBit,
  "amazon-cloudwatch-observability": CloudWatchObservability,
  "kube-prometheus-stack": PrometheusStack,
  karpenter: Karpenter,
  "external-secrets": ExternalSecrets,
  "aws-node-termination-handler": NodeTerminationHandler,
  "external-dns": ExternalDns,
  "cert-manager": CertManager,
  "gateway-api-crds": GatewayApiCrds,
  traefik: Traefik,
  "envoy-gateway": EnvoyGateway,
  "ingress-nginx": IngressNginx,
} satisfies AddonComponents;
