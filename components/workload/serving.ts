import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { Exposed } from "../exposure/component";
import type { WorkloadContext } from "./context";
import { portOf } from "./model/container";
import { servicePort, type LoadBalancer, type Service } from "./model/service";
import type { Kinds, Scale } from "./model/workloads";
import { change, type Pods } from "./pods";

/** What stands in front of pods that serve, and around them. */

type Serving = Kinds["Deployment" | "StatefulSet" | "DaemonSet" | "Pod"];
type Replicated = Kinds["Deployment" | "StatefulSet"];

/** Ports of the Service, by the names of the containers' ports. */
export const servicePorts = ({ containers }: Serving, service: Service = {}) =>
  Object.values(containers).flatMap(({ ports = {} }) =>
    Object.entries(ports).map(([name, value]) => {
      const { port, protocol = "TCP" } = portOf(value);
      const nodePort = "nodePorts" in service ? service.nodePorts?.[name] : undefined;
      return {
        name,
        port: servicePort(service, name, port),
        targetPort: name,
        protocol,
        ...(nodePort !== undefined && { nodePort }),
      };
    }),
  );

/** The Service of a workload, where it has ports and does not do without. */
export function serviceOf(
  name: string,
  args: Serving,
  { metadata, labels }: Pods,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Service | undefined {
  const { service = {}, transform } = args;
  const ports = service === false ? [] : servicePorts(args, service);
  if (service === false || ports.length === 0) return undefined;
  const { type = "ClusterIP", trafficDistribution, sticksToClient } = service;
  const balanced = service.type === "LoadBalancer" ? loadBalancer(service) : undefined;
  return new kubernetes.core.v1.Service(
    name,
    change<kubernetes.types.input.core.v1.Service>(
      {
        metadata: { ...metadata, ...(balanced && { annotations: balanced.annotations }) },
        spec: {
          selector: labels,
          ports,
          ...(type === "None" ? { clusterIP: "None" } : type !== "ClusterIP" && { type }),
          ...(trafficDistribution && { trafficDistribution }),
          ...(sticksToClient && { sessionAffinity: "ClientIP" }),
          ...balanced?.spec,
        },
      },
      transform?.service,
    ),
    opts,
  );
}

/** A Network Load Balancer that sends to pods. https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/annotations/ */
function loadBalancer({ scheme = "internal", certificateArn, sourceRanges }: LoadBalancer) {
  const annotation = (key: string) => `service.beta.kubernetes.io/aws-load-balancer-${key}`;
  return {
    annotations: {
      [annotation("scheme")]: scheme,
      [annotation("nlb-target-type")]: "ip",
      ...(certificateArn !== undefined && { [annotation("ssl-cert")]: certificateArn }),
    },
    spec: {
      loadBalancerClass: "service.k8s.aws/nlb",
      ...(sourceRanges && { loadBalancerSourceRanges: [...sourceRanges] }),
    },
  };
}

/** Lets nodes drain so many pods at a time. A pod that is not ready never stands in the way. */
export const disruptionBudget = (name: string, args: Replicated, { metadata, labels }: Pods, parent: pulumi.Resource) =>
  new kubernetes.policy.v1.PodDisruptionBudget(
    name,
    change<kubernetes.types.input.policy.v1.PodDisruptionBudget>(
      {
        metadata,
        spec: {
          // A maximum, not a minimum: with one replica, a minimum of one would block every drain for ever.
          maxUnavailable: args.maxUnavailable ?? 1,
          unhealthyPodEvictionPolicy: "AlwaysAllow",
          selector: { matchLabels: labels },
        },
      },
      args.transform?.disruptionBudget,
    ),
    { parent },
  );

/** Replicas as the workload says them; with an autoscaler nothing, so that no `up` takes back what it did. */
export const replicasOf = (scale: Scale) => ("replicas" in scale ? { replicas: scale.replicas } : {});

/** What keeps the number of pods within its bounds. */
export function autoscaler(
  name: string,
  kind: "Deployment" | "StatefulSet",
  { scale, transform }: Replicated,
  { metadata, objectName }: Pods,
  opts: pulumi.CustomResourceOptions,
): void {
  if ("replicas" in scale) return;
  const { min, max, tolerance } = scale;
  const metrics = (["cpu", "memory"] as const).flatMap((resource) => {
    const averageUtilization = scale[resource];
    return averageUtilization === undefined
      ? []
      : [{ type: "Resource", resource: { name: resource, target: { type: "Utilization", averageUtilization } } }];
  });
  const missBy = tolerance === undefined ? undefined : { tolerance: String(tolerance) };
  new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
    name,
    change<kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscaler>(
      {
        metadata,
        spec: {
          scaleTargetRef: { apiVersion: "apps/v1", kind, name: objectName },
          minReplicas: min,
          maxReplicas: max,
          metrics,
          ...(missBy && { behavior: { scaleUp: missBy, scaleDown: missBy } }),
        },
      },
      transform?.autoscaler,
    ),
    opts,
  );
}

/** Makes the port `http` reachable from outside the cluster, where the workload asks for it. */
export function exposed(
  name: string,
  args: Replicated & WorkloadContext,
  { metadata }: Pods,
  service: kubernetes.core.v1.Service | undefined,
  parent: pulumi.Resource,
): Exposed | undefined {
  const { expose: exposure, exposure: { controller, ...others } = {} } = args;
  if (!exposure) return undefined;
  const http = servicePorts(args, args.service || {}).find((port) => port.name === "http");
  if (!controller || !service || !http) throw new Error(`nothing serves ${exposure.host}`);
  const { namespace } = metadata;
  const backend = { name: metadata.name, namespace, serviceName: service.metadata.name, servicePort: http.port };
  return new Exposed(name, { ...backend, exposure, controller, ...others }, { parent });
}
