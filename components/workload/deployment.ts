import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { podLabels, type PodSettings } from "./pod.spec";
import { restrictedPodsOnly, spread } from "./podPlacement";

export interface DeploymentWorkloadArgs extends PodSettings {
  /** Namespace of its own, made here. */
  readonly namespace: string;
  readonly replicas: number;
  /** Port the container listens on, above 1023; the Service listens on 80. */
  readonly containerPort: number;
  /** HTTP path that answers 200 when the container can serve. */
  readonly healthPath: string;
  /**
   * Settings for the container, as environment variables.
   * @default {}
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Files for the container, by name, in a directory of their own.
   * @default none
   */
  readonly files?: { readonly directory: string; readonly contents: Readonly<Record<string, string>> };
  /**
   * Directories the container may write to; the rest of its file system is read-only. Empty again after a restart.
   * @default []
   */
  readonly scratchDirectories?: readonly string[];
}

/**
 * A stateless web workload:
 * - a namespace that admits restricted pods only, and a service account without a token
 * - a ConfigMap, immutable and replaced under another name when it changes, which rolls the pods
 * - a Deployment with probes, requests and a restricted security context, spread over zones and nodes, replaced pod by pod
 * - a Service inside the cluster, and a disruption budget that lets nodes drain one pod at a time
 *
 * Costs its pods. Never exposes anything outside the cluster.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class DeploymentWorkload extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: DeploymentWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:DeploymentWorkload", name, {}, opts);
    const parent = { parent: this };
    const labels = podLabels(name);

    const namespace = new kubernetes.core.v1.Namespace(
      name,
      { metadata: { name: args.namespace, labels: { ...labels, ...restrictedPodsOnly } } },
      parent,
    );
    this.namespace = namespace.metadata.name;
    const metadata = { namespace: this.namespace, labels };
    const named = { ...metadata, name };

    const serviceAccount = new kubernetes.core.v1.ServiceAccount(
      name,
      { metadata: named, automountServiceAccountToken: false },
      parent,
    );
    const configMap = new kubernetes.core.v1.ConfigMap(
      name,
      { metadata, immutable: true, data: { ...args.environment, ...args.files?.contents } },
      parent,
    );
    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: named,
        spec: {
          replicas: args.replicas,
          selector: { matchLabels: labels },
          strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels },
            spec: podSpec(name, labels, args, {
              serviceAccountName: serviceAccount.metadata.name,
              configMapName: configMap.metadata.name,
            }),
          },
        },
      },
      parent,
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      name,
      // A maximum, not a minimum: with one replica, a minimum of one would block every drain for ever.
      { metadata: named, spec: { maxUnavailable: 1, selector: { matchLabels: labels } } },
      parent,
    );
    const service = new kubernetes.core.v1.Service(
      name,
      {
        metadata: named,
        spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }] },
      },
      // The provider waits until a Service has endpoints, which takes pods.
      { parent: this, dependsOn: deployment },
    );
    this.serviceName = service.metadata.name;
    this.registerOutputs({ namespace: this.namespace, serviceName: this.serviceName });
  }
}

interface References {
  readonly serviceAccountName: pulumi.Input<string>;
  readonly configMapName: pulumi.Input<string>;
}

function podSpec(
  name: string,
  labels: Readonly<Record<string, string>>,
  args: DeploymentWorkloadArgs,
  { serviceAccountName, configMapName }: References,
): kubernetes.types.input.core.v1.PodSpec {
  const { environment = {}, files, scratchDirectories = [] } = args;
  const probe = { httpGet: { path: args.healthPath, port: "http" }, timeoutSeconds: 2 };
  const scratch = scratchDirectories.map((directory, index) => ({ name: `scratch-${index}`, mountPath: directory }));
  return {
    serviceAccountName,
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    topologySpreadConstraints: spread(labels),
    containers: [
      {
        name,
        image: args.image,
        ports: [{ name: "http", containerPort: args.containerPort, protocol: "TCP" }],
        env: Object.keys(environment).map((key) => ({
          name: key,
          valueFrom: { configMapKeyRef: { name: configMapName, key } },
        })),
        resources: {
          requests: { cpu: args.requests.cpu, memory: args.requests.memory },
          limits: { memory: args.requests.memory },
        },
        startupProbe: { ...probe, periodSeconds: 2, failureThreshold: 30 },
        readinessProbe: { ...probe, periodSeconds: 5 },
        livenessProbe: { ...probe, periodSeconds: 10 },
        // Endpoints and load balancers need a moment to stop sending requests to a pod that is about to end.
        lifecycle: { preStop: { sleep: { seconds: 5 } } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [...(files ? [{ name: "files", mountPath: files.directory, readOnly: true }] : []), ...scratch],
      },
    ],
    volumes: [
      ...(files
        ? [
            {
              name: "files",
              configMap: {
                name: configMapName,
                items: Object.keys(files.contents).map((key) => ({ key, path: key })),
              },
            },
          ]
        : []),
      ...scratch.map((volume) => ({ name: volume.name, emptyDir: { sizeLimit: "64Mi" } })),
    ],
  };
}
