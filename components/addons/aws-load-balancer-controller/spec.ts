import { z } from "zod";
import { wholeNumber } from "../../spec/values";
import { addon, chart } from "../addon.spec";

export const loadBalancerController = addon({
  description: "Makes ALBs for Ingresses and Gateways, and NLBs for Services.",
  source: chart({
    source: "https://aws.github.io/eks-charts",
    name: "aws-load-balancer-controller",
    sets: [
      "clusterName",
      "region",
      "vpcId",
      "replicaCount",
      "serviceAccount.name",
      "serviceAccount.annotations",
      "defaultTargetType",
      "defaultTags",
      "enableServiceMutatorWebhook",
      "controllerConfig.featureGates",
      "ingressClassConfig.default",
      "keepTLSSecret",
    ],
  }),
  settings: z.strictObject({
    replicas: wholeNumber(1, 10).default(2).meta({ description: "Pods of the controller; one of them works." }),
    isDefaultIngressClass: z.boolean().default(true).meta({
      description: "Whether Ingresses that name no class get an ALB.",
    }),
  }),
  stage: "afterNodes",
  kinds: ["elbv2.k8s.aws", "gateway.k8s.aws", "aga.k8s.aws"],
  guards: ["networking.k8s.io/Ingress"],
  runsOn: ["ec2", "fargate"],
  pods: { namespace: "kube-system", labels: { "app.kubernetes.io/name": "aws-load-balancer-controller" } },
  builtInto: ["auto"],
  needs: ["eks-pod-identity-agent", "coredns"],
  after: ["gateway-api-crds", "external-dns"], // external-dns goes later, and has time to delete records
  permissions: "the project's own policy, held to load balancers with the cluster's tag, in its VPC",
  cost: "an ALB 0.0225 USD an hour and 0.008 for each unit of load, by region",
});
