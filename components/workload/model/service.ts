/** How the pods of a workload are reached inside the cluster, or from outside it without HTTP. */
interface AnyService {
  /**
   * Port of the Service by the name of a container's port.
   * @default http 80, https 443, others as in the container
   */
  readonly ports?: Readonly<Record<string, number>>;
  /**
   * Where requests go first: to a pod in the zone of the client, or on its node.
   * @default any pod
   * @see https://kubernetes.io/docs/concepts/services-networking/service/#traffic-distribution
   */
  readonly trafficDistribution?: "PreferSameZone" | "PreferSameNode";
  /** Whether a client's address stays with one pod. @default false */
  readonly sticksToClient?: boolean;
}

/** The type of Service, with what goes with it. */
export type Service = AnyService &
  (
    | {
        /** `None`: no address of its own, DNS names each pod. */
        readonly type?: "ClusterIP" | "None";
      }
    | {
        readonly type: "NodePort";
        /** 30000 to 32767 by port name. @default Kubernetes picks */
        readonly nodePorts?: Readonly<Record<string, number>>;
      }
    | ({
        /** A Network Load Balancer. */
        readonly type: "LoadBalancer";
      } & LoadBalancer)
  );

export interface LoadBalancer {
  /** @default internal */
  readonly scheme?: "internal" | "internet-facing";
  /** ARN of an ACM certificate: the load balancer ends TLS on every port. @default none */
  readonly certificateArn?: string;
  /** Ranges of client addresses. @default all */
  readonly sourceRanges?: readonly string[];
}

const usual: Readonly<Record<string, number>> = { http: 80, https: 443 };

/** The port of the Service for a container's port. */
export const servicePort = ({ ports = {} }: Pick<AnyService, "ports">, name: string, containerPort: number): number =>
  ports[name] ?? usual[name] ?? containerPort;
