import type { Container } from "../../../components/workload/model/container";
import type { Deployment } from "../../../components/workload/model/workloads";

/** A workload with nothing wrong in it. */
export const container: Container = {
  image: "registry.example.com/shop:1.4.2",
  requests: { cpu: "100m", memory: "128Mi" },
  ports: { http: 8080 },
  healthy: { http: "/healthz" },
};

export const deployment: Deployment = { containers: { shop: container }, scale: { replicas: 3 } };
