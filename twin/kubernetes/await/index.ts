import { annotations, isAnnotated } from "../annotations";
import { type KubernetesObject, textAt } from "../objects";
import { daemonSet, job, replicaSet, statefulSet } from "./controllers";
import { deployment } from "./deployment";
import { ingress, service } from "./networking";
import { pod } from "./pod";
import type { Awaiter } from "./readiness";
import { customResourceDefinition, namespace, resourceQuota, secret } from "./simple";
import { persistentVolume, persistentVolumeClaim } from "./storage";
import { waitForAnnotation } from "./waitFor";

/** Kinds that are waited for; any other is ready as soon as the server has it. */
const awaiters: Readonly<Record<string, Awaiter>> = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": customResourceDefinition,
  "apps/v1/DaemonSet": daemonSet,
  "apps/v1/Deployment": deployment,
  "apps/v1/ReplicaSet": replicaSet,
  "apps/v1/StatefulSet": statefulSet,
  "batch/v1/Job": job,
  "networking.k8s.io/v1/Ingress": ingress,
  "v1/Namespace": namespace,
  "v1/PersistentVolume": persistentVolume,
  "v1/PersistentVolumeClaim": persistentVolumeClaim,
  "v1/Pod": pod,
  "v1/ReplicationController": replicaSet,
  "v1/ResourceQuota": resourceQuota,
  "v1/Secret": secret,
  "v1/Service": service,
};

/** Kinds whose readiness a refresh looks at, too. */
const checkedOnRead = new Set(["DaemonSet", "Deployment", "Ingress", "Job", "Pod", "Service", "StatefulSet"]);

/** What to wait for after the inputs were applied: the user's own conditions go before those of the kind. */
export function awaiterFor(inputs: KubernetesObject): Awaiter | undefined {
  if (isAnnotated(inputs, annotations.skipAwait)) return undefined;
  return waitForAnnotation(inputs) ?? awaiters[`${textAt(inputs, "apiVersion")}/${textAt(inputs, "kind")}`];
}

export function awaiterForRead(inputs: KubernetesObject): Awaiter | undefined {
  return checkedOnRead.has(textAt(inputs, "kind")) ? awaiterFor(inputs) : undefined;
}
