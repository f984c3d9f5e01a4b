import type { V1Service } from "../../aws/eks/kubernetes/types";
import type { Ask, Draft } from "./draft";
import { targetGroups } from "./draft";
import { EKS_FINALIZER, type Stack } from "./finalizers";
import { classicName, generatedName } from "./names";
import { annotation, annotationList, nameOf, namespaceOf } from "./objects";

const PREFIX = "service.beta.kubernetes.io/aws-load-balancer";

/** @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/ */
export function serviceAsk(service: V1Service): Ask {
  if (service.spec?.type !== "LoadBalancer") return undefined;
  const { loadBalancerClass } = service.spec;
  if (loadBalancerClass === "eks.amazonaws.com/nlb") return { finalizer: "service.eks.amazonaws.com/resources" };
  if (loadBalancerClass === "service.k8s.aws/nlb") return { finalizer: "service.k8s.aws/resources" };
  if (loadBalancerClass !== undefined)
    return { problem: `a controller of the class ${loadBalancerClass} does not run in the cluster` };
  const isForController = ["external", "nlb-ip"].includes(typeOf(service));
  return { finalizer: isForController ? "service.k8s.aws/resources" : EKS_FINALIZER };
}

export function serviceDraft(service: V1Service, { key, finalizer }: Stack): Draft {
  const byEks = finalizer === EKS_FINALIZER;
  const type = byEks && typeOf(service) !== "nlb" ? "classic" : "network";
  const isInternal = byEks ? annotation(service, `${PREFIX}-internal`) === "true" : !isInternetFacing(service);
  const namespace = namespaceOf(service);
  const ports = (service.spec?.ports ?? []).map(({ port, protocol = "TCP" }) => ({ port, protocol }));
  return {
    type,
    isInternal,
    name: byEks ? classicName(service) : generatedName(namespace, nameOf(service), key),
    subnets: annotationList(service, `${PREFIX}-subnets`),
    listeners: ports,
    targetGroups:
      type === "classic"
        ? []
        : targetGroups(
            ports.map(({ port, protocol }) => ({ namespace, service: nameOf(service), port: `${port}`, protocol })),
            key,
          ),
  };
}

function typeOf(service: V1Service): string {
  return annotation(service, `${PREFIX}-type`) ?? "";
}

/** The controller's load balancers are internal, unless the Service says otherwise. */
function isInternetFacing(service: V1Service): boolean {
  return annotation(service, `${PREFIX}-scheme`) === "internet-facing";
}
