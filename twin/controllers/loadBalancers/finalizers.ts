import type { KubernetesObject } from "../../aws/eks/kubernetes/types";
import { nameOf, namespaceOf } from "./objects";

export const AWS_LOAD_BALANCER_CONTROLLER = "aws-load-balancer-controller";

/** In place of the label of its pods, where the controller runs outside of the cluster. */
export const AUTO_MODE = "EKS Auto Mode";

/** The cloud controller of EKS, which is always there. */
export const EKS = "EKS";

/** Load balancers of EKS, also those of the older annotation for Network Load Balancers. */
export const EKS_FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

/**
 * What keeps an object until its controller has deleted its load balancer.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/shared_constants/finalizers.go
 */
const controllers: Readonly<Record<string, string>> = {
  [EKS_FINALIZER]: EKS,
  "service.k8s.aws/resources": AWS_LOAD_BALANCER_CONTROLLER,
  "ingress.k8s.aws/resources": AWS_LOAD_BALANCER_CONTROLLER,
  "gateway.k8s.aws/alb": AWS_LOAD_BALANCER_CONTROLLER,
  "gateway.k8s.aws/nlb": AWS_LOAD_BALANCER_CONTROLLER,
  "service.eks.amazonaws.com/resources": AUTO_MODE,
  "ingress.eks.amazonaws.com/resources": AUTO_MODE,
};

/** Followed by the name of a group of Ingresses. */
const groupControllers: Readonly<Record<string, string>> = {
  "group.ingress.k8s.aws/": AWS_LOAD_BALANCER_CONTROLLER,
  "group.ingress.eks.amazonaws.com/": AUTO_MODE,
};

/** Objects that share a load balancer. */
export interface Stack {
  readonly key: string;
  /** Label `app.kubernetes.io/name` of the pods of its controller. */
  readonly controller: string;
  readonly finalizer: string;
  /** Of a group of Ingresses. */
  readonly group?: string;
}

/** The stack that a finalizer holds the object for; `undefined` for a finalizer of somebody else's. */
export function stackOf(finalizer: string, object: KubernetesObject): Stack | undefined {
  const controller = controllers[finalizer];
  if (controller !== undefined)
    return { key: `${finalizer} ${namespaceOf(object)}/${nameOf(object)}`, controller, finalizer };
  for (const [prefix, groupController] of Object.entries(groupControllers)) {
    if (!finalizer.startsWith(prefix)) continue;
    return { key: finalizer, controller: groupController, finalizer, group: finalizer.slice(prefix.length) };
  }
  return undefined;
}
