import { ingress } from "../ingress";
import { given, type Compiler, type ExposedService } from "../manifest";
import { groupOf } from "../sharing.spec";
import { hasTls } from "../spec";
import { sslPolicy, stickiness } from "./applicationLoadBalancer";

/**
 * An Ingress for the AWS Load Balancer Controller.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
export const alb: Compiler = (service, className) => [ingress(service, className, annotations(service))];

function annotations({ exposure, webAclArn }: ExposedService): Record<string, string> {
  const { scheme, tls, timeouts, sourceRanges, healthCheck, stickySessions } = exposure;
  const encrypted = hasTls(exposure);
  const ports = [{ HTTP: 80 }, ...(encrypted ? [{ HTTPS: 443 }] : [])];
  const settings = given({
    "group.name": groupOf(exposure),
    scheme,
    "target-type": "ip", // Services are of type ClusterIP, and pods on Fargate have no node
    "listen-ports": JSON.stringify(ports),
    "certificate-arn": tls?.kind === "acm" ? tls.certificateArn : undefined,
    "ssl-policy": encrypted ? sslPolicy : undefined,
    "ssl-redirect": encrypted && exposure.redirectToHttps ? "443" : undefined,
    "inbound-cidrs": sourceRanges?.join(","),
    "load-balancer-attributes":
      timeouts.idleSeconds === undefined ? undefined : `idle_timeout.timeout_seconds=${timeouts.idleSeconds}`,
    "wafv2-acl-arn": webAclArn,
    "target-group-attributes":
      stickySessions &&
      Object.entries(stickiness(stickySessions))
        .map((pair) => pair.join("="))
        .join(","),
    "healthcheck-path": healthCheck?.path,
    "healthcheck-interval-seconds": healthCheck && String(healthCheck.intervalSeconds),
    "healthcheck-timeout-seconds": healthCheck && String(healthCheck.timeoutSeconds),
    "healthy-threshold-count": healthCheck && String(healthCheck.healthyThreshold),
    "unhealthy-threshold-count": healthCheck && String(healthCheck.unhealthyThreshold),
  });
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]),
  );
}
