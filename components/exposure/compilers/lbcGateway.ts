import { gatewayAndRoutes } from "../gateway";
import { given, metadataOf, type Compiler, type CustomManifest, type ExposedService } from "../manifest";
import { hasTls } from "../spec";
import { sslPolicy, stickiness } from "./applicationLoadBalancer";

const group = "gateway.k8s.aws";

/**
 * A Gateway for the AWS Load Balancer Controller, and its own objects for what the Gateway API does not say.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/l7gateway/
 */
export const lbcGateway: Compiler = (service, className) => [
  targetGroupConfiguration(service),
  loadBalancerConfiguration(service),
  ...gatewayAndRoutes(service, {
    className,
    infrastructure: { parametersRef: { group, kind: "LoadBalancerConfiguration", name: service.name } },
  }),
];

function loadBalancerConfiguration(service: ExposedService): CustomManifest {
  const { exposure, webAclArn } = service;
  const { scheme, sourceRanges, timeouts, tls } = exposure;
  const idleSeconds = timeouts.idleSeconds;
  return {
    apiVersion: `${group}/v1`,
    kind: "LoadBalancerConfiguration",
    metadata: metadataOf(service),
    spec: given<unknown>({
      scheme,
      sourceRanges,
      loadBalancerAttributes:
        idleSeconds === undefined ? undefined : [{ key: "idle_timeout.timeout_seconds", value: String(idleSeconds) }],
      listenerConfigurations: hasTls(exposure)
        ? [
            given({
              protocolPort: "HTTPS:443",
              defaultCertificate: tls?.kind === "acm" ? tls.certificateArn : undefined,
              sslPolicy,
            }),
          ]
        : undefined,
      wafV2: webAclArn === undefined ? undefined : { webACL: webAclArn },
    }),
  };
}

function targetGroupConfiguration(service: ExposedService): CustomManifest {
  const { healthCheck, stickySessions } = service.exposure;
  return {
    apiVersion: `${group}/v1`,
    kind: "TargetGroupConfiguration",
    metadata: metadataOf(service),
    spec: {
      targetReference: { name: service.serviceName },
      defaultConfiguration: given<unknown>({
        targetType: "ip", // Services are of type ClusterIP, and pods on Fargate have no node
        healthCheckConfig: healthCheck && {
          healthCheckPath: healthCheck.path,
          healthCheckInterval: healthCheck.intervalSeconds,
          healthCheckTimeout: healthCheck.timeoutSeconds,
          healthyThresholdCount: healthCheck.healthyThreshold,
          unhealthyThresholdCount: healthCheck.unhealthyThreshold,
        },
        targetGroupAttributes:
          stickySessions && Object.entries(stickiness(stickySessions)).map(([key, value]) => ({ key, value })),
      }),
    },
  };
}
