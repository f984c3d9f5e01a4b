import type { AddonArgs } from "./addonArgs";
import type { Scheme } from "./networkLoadBalancer.spec";

/**
 * What gives a Service of type LoadBalancer a Network Load Balancer of the AWS Load Balancer Controller, or of Auto Mode where
 * that one is built in. It sends to pods, not to nodes, and they see the address of the client.
 *
 * @param scheme may be left to somebody else, who says it in the same annotation
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/service/nlb/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-configure-nlb.html
 */
export const networkLoadBalancer = ({ beside }: Pick<AddonArgs, "beside">, scheme?: Scheme) => ({
  loadBalancerClass: beside?.includes("aws-load-balancer-controller") ? "service.k8s.aws/nlb" : "eks.amazonaws.com/nlb",
  annotations: {
    ...(scheme && { "service.beta.kubernetes.io/aws-load-balancer-scheme": scheme }),
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip",
    "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes": "preserve_client_ip.enabled=true",
  },
});
