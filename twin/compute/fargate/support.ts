import { fargateSize, type FargateSize } from "../../../capacity/fargateSize";
import type { ClusterObjects } from "../../aws/eks/kubernetes/objects";
import type { V1PersistentVolume, V1PersistentVolumeClaim, V1Pod } from "../../aws/eks/kubernetes/types";

type Volume = NonNullable<NonNullable<V1Pod["spec"]>["volumes"]>[number];

/** Volumes that need no disk of the node; `csi` and claims are looked at more closely. */
const VOLUME_TYPES = ["configMap", "csi", "downwardAPI", "emptyDir", "nfs", "projected", "secret"];

/** The file system that a pod on Fargate can mount. */
const EFS_DRIVER = "efs.csi.aws.com";

/**
 * Why Fargate does not run the pod, in the words of its scheduler's events.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html#fargate-considerations
 */
export async function unsupported(cluster: ClusterObjects, pod: V1Pod): Promise<string | undefined> {
  const { metadata, spec } = pod;
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const fields = [
    spec?.hostNetwork && "HostNetwork",
    spec?.hostPID && "HostPID",
    spec?.hostIPC && "HostIPC",
    containers.some(({ ports = [] }) => ports.some(({ hostPort }) => hostPort)) && "HostPort",
  ].filter((field) => typeof field === "string");
  const context = containers.some(({ securityContext }) => securityContext?.privileged);
  const gpus = containers.flatMap(({ resources }) =>
    Object.keys({ ...resources?.requests, ...resources?.limits }).filter((name) => /\/(gpu|neuron\w*)$/.test(name)),
  );
  const volumes = await Promise.all(
    (spec?.volumes ?? []).map((volume) => volumeProblem(cluster, metadata?.namespace ?? "default", volume)),
  );
  const problems = [
    (metadata?.ownerReferences ?? []).some(({ kind }) => kind === "DaemonSet") && "DaemonSet not supported",
    fields.length > 0 && `fields not supported: ${fields.join(", ")}`,
    context && "invalid SecurityContext fields: Privileged",
    gpus.length > 0 && `resources not supported: ${[...new Set(gpus)].join(", ")}`,
    ...volumes.map((problem) => problem !== undefined && `volumes not supported: ${problem}`),
  ].filter((problem) => typeof problem === "string");
  return problems.length > 0 ? `Pod not supported on Fargate: ${problems.join(", ")}` : undefined;
}

/** The billed size; `undefined` when the pod asks for more than there is. */
export function sizeOf({ spec }: V1Pod): FargateSize | undefined {
  try {
    return fargateSize({ ...spec, containers: spec?.containers ?? [] });
  } catch {
    // The only other reason is a quantity that the API server would not have taken.
    return undefined;
  }
}

async function volumeProblem(cluster: ClusterObjects, namespace: string, volume: Volume): Promise<string | undefined> {
  const claimName = volume.persistentVolumeClaim?.claimName;
  if (claimName === undefined) {
    const isSupported =
      VOLUME_TYPES.some((type) => type in volume) && (volume.csi?.driver ?? EFS_DRIVER) === EFS_DRIVER;
    return isSupported ? undefined : `${volume.name} is of an unsupported volume Type`;
  }
  const claim = await cluster.get<V1PersistentVolumeClaim>({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    name: claimName,
    namespace,
  });
  const name = claim?.spec?.volumeName;
  if (claim?.status?.phase !== "Bound" || name === undefined) {
    return `${volume.name} not supported because: PVC ${claimName} not bound`;
  }
  const bound = await cluster.get<V1PersistentVolume>({ apiVersion: "v1", kind: "PersistentVolume", name });
  return bound?.spec?.csi?.driver === EFS_DRIVER
    ? undefined
    : `${volume.name} not supported because: PV ${name} is of an unsupported volume Type`;
}
