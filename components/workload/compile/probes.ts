import type { types } from "@pulumi/kubernetes";
import { portOf, probesOf, type Container, type Probe } from "../model/container";

type KubernetesProbe = types.input.core.v1.Probe;
type Timing = Pick<Probe, "periodSeconds" | "failureThreshold">;

/** The probes of a container, by the names that Kubernetes gives them. */
export function probes(container: Container) {
  const { startup, readiness, liveness } = probesOf(container);
  return {
    ...(startup && { startupProbe: probe(startup, container, { periodSeconds: 2, failureThreshold: 30 }) }),
    ...(readiness && { readinessProbe: probe(readiness, container, { periodSeconds: 5 }) }),
    ...(liveness && { livenessProbe: probe(liveness, container, { periodSeconds: 10 }) }),
  };
}

function probe(asked: Probe, { ports = {} }: Container, defaults: Timing): KubernetesProbe {
  const [first = ""] = Object.keys(ports);
  return {
    ...question(asked, asked.port ?? first, ports),
    timeoutSeconds: asked.timeoutSeconds ?? 2,
    periodSeconds: asked.periodSeconds ?? defaults.periodSeconds,
    failureThreshold: asked.failureThreshold ?? defaults.failureThreshold,
  };
}

function question(asked: Probe, port: string, ports: NonNullable<Container["ports"]>): KubernetesProbe {
  if ("http" in asked) {
    const httpHeaders = Object.entries(asked.headers ?? {}).map(([name, value]) => ({ name, value }));
    return { httpGet: { path: asked.http, port, ...(httpHeaders.length > 0 && { httpHeaders }) } };
  }
  if ("tcp" in asked) return { tcpSocket: { port } };
  if ("exec" in asked) return { exec: { command: [...asked.exec] } };
  // The only question that takes no port by its name.
  return { grpc: { port: portOf(ports[port] ?? 0).port, ...(asked.grpc && { service: asked.grpc }) } };
}
