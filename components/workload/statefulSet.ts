import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Exposed } from "../exposure/component";
import type { WorkloadContext } from "./context";
import type { Storage } from "./model/sources";
import { leastReplicas, type StatefulSet as StatefulSetModel } from "./model/workloads";
import { change, pods } from "./pods";
import { autoscaler, disruptionBudget, exposed, replicasOf, serviceOf, servicePorts } from "./serving";

export type StatefulSetArgs = StatefulSetModel & WorkloadContext;

/**
 * Pods with a name and volumes of their own, which they find again:
 * - a StatefulSet with a service account of its own and without a token
 * - a headless Service, by which DNS names each pod, and a Service in front of all
 * - volumes, which stay when it goes, and grow when their size does
 * - a disruption budget, and an autoscaler where `scale` has bounds
 *
 * Costs its pods and volumes. A volume that stays is deleted by its claim alone.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export class StatefulSet extends pulumi.ComponentResource {
  /** The Service in front of all its pods, where it has ports. */
  readonly service: kubernetes.core.v1.Service | undefined;
  readonly exposed: Exposed | undefined;

  constructor(name: string, args: StatefulSetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:StatefulSet", name, {}, opts);
    const made = pods(
      name,
      { kind: "StatefulSet", args },
      { ...args, revisionLabel: "controller-revision-hash" },
      this,
    );
    const { metadata, labels, template, volumes, objectName } = made;
    const ports = servicePorts(args);
    const headless = new kubernetes.core.v1.Service(
      `${name}-pods`,
      {
        metadata: {
          ...metadata,
          name: `${objectName}-pods`,
          // It names pods before they are ready, which is when they look for each other.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: {
          clusterIP: "None",
          selector: labels,
          publishNotReadyAddresses: true,
          ...(ports.length > 0 && { ports }),
        },
      },
      { parent: this },
    );
    const { whenDeleted = true, whenScaled = true } = args.keepVolumes ?? {};
    const keep = (kept: boolean) => (kept ? "Retain" : "Delete");
    const statefulSet = new kubernetes.apps.v1.StatefulSet(
      name,
      change<kubernetes.types.input.apps.v1.StatefulSet>(
        {
          metadata,
          spec: {
            ...replicasOf(args.scale),
            serviceName: headless.metadata.name,
            selector: { matchLabels: labels },
            podManagementPolicy: (args.ordered ?? true) ? "OrderedReady" : "Parallel",
            updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: args.partition ?? 0 } },
            persistentVolumeClaimRetentionPolicy: { whenDeleted: keep(whenDeleted), whenScaled: keep(whenScaled) },
            volumeClaimTemplates: volumes.storage.map(([volume, storage]) => claimTemplate(volume, storage, labels)),
            template,
          },
        },
        args.transform?.statefulSet,
      ),
      // Kubernetes refuses to change a template: the claims themselves grow, below.
      { parent: this, dependsOn: [...made.ready], ignoreChanges: ["spec.volumeClaimTemplates"] },
    );
    const afterIt = { parent: this, dependsOn: statefulSet };
    for (const [volume, storage] of volumes.storage) this.grow(name, volume, storage, args, made.metadata, afterIt);
    disruptionBudget(name, args, made, this);
    autoscaler(name, "StatefulSet", args, made, afterIt);
    this.service = serviceOf(name, args, made, afterIt);
    this.exposed = exposed(name, args, made, this.service, this);
    this.registerOutputs();
  }

  /** Asks for the present size of every replica's volume. Those that an autoscaler adds have the size of the first day. */
  private grow(
    name: string,
    volume: string,
    { args: { size } }: Storage,
    { scale }: StatefulSetArgs,
    { name: objectName, namespace }: { readonly name: string; readonly namespace: pulumi.Input<string> },
    opts: pulumi.CustomResourceOptions,
  ): void {
    for (let replica = 0; replica < leastReplicas(scale); replica += 1) {
      new kubernetes.core.v1.PersistentVolumeClaimPatch(
        `${name}-${volume}-${replica}`,
        {
          metadata: {
            name: `${volume}-${objectName}-${replica}`,
            namespace,
            // The claim is bound already, and the provider would wait for the moment when it becomes so.
            annotations: { "pulumi.com/patchForce": "true", "pulumi.com/skipAwait": "true" },
          },
          spec: { resources: { requests: { storage: size } } },
        },
        // Without its patch a claim keeps its size: there is nothing to take back.
        { ...opts, retainOnDelete: true },
      );
    }
  }
}

const claimTemplate = (
  name: string,
  { args: { size, storageClass, accessMode = "ReadWriteOnce" } }: Storage,
  labels: Readonly<Record<string, string>>,
): kubernetes.types.input.core.v1.PersistentVolumeClaim => ({
  metadata: { name, labels },
  spec: {
    accessModes: [accessMode],
    ...(storageClass !== undefined && { storageClassName: storageClass }),
    resources: { requests: { storage: size } },
  },
});
