import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { SettingsOf } from "../../spec/feature";
import type { AddonArgs } from "../addonArgs";
import { chartAddon } from "../chartAddon";
import { chartRole } from "../podRole";
import { controllerStatements } from "./policy";
import { loadBalancerController } from "./spec";

export type LoadBalancerControllerArgs = AddonArgs & SettingsOf<typeof loadBalancerController>;

const serviceAccount = "aws-load-balancer-controller";

/**
 * The AWS Load Balancer Controller:
 * - the chart `aws-load-balancer-controller`, with the IngressClass `alb`
 * - the GatewayClasses `alb` and `nlb`, where the add-on gateway-api-crds is installed
 * - its role, limited to this cluster's load balancers and to security groups of its VPC
 *
 * It makes an ALB for an Ingress or a Gateway of the class `alb`, and an NLB for a Gateway of the class `nlb` or a Service of
 * type LoadBalancer whose `loadBalancerClass` is `service.k8s.aws/nlb`. It leaves other Services to their controllers: the
 * webhook that would make them its own refuses every Service of the cluster while the controller's pods are away, and is
 * switched off.
 *
 * The controller is free of charge; a load balancer costs some 20 USD a month and its traffic. Ingresses, Gateways and Services
 * of its classes must be deleted while it runs, or their load balancers stay and hold the VPC.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/installation/
 */
export class LoadBalancerController extends pulumi.ComponentResource {
  constructor(name: string, args: LoadBalancerControllerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:addons:LoadBalancerController", name, {}, opts);
    const { clusterName, region, vpcId, tags } = args;
    const hasGatewayApi = args.beside?.includes("gateway-api-crds") ?? false;
    const { annotations, ready: isPermitted } = chartRole(
      name,
      {
        ...args,
        serviceAccount,
        description: "Lets the AWS Load Balancer Controller manage the load balancers of the cluster",
        statements: controllerStatements(args),
      },
      this,
    );
    const release = chartAddon(
      name,
      loadBalancerController,
      args,
      {
        values: {
          clusterName,
          region, // otherwise asked of the instance, which does not answer pods
          vpcId,
          replicaCount: args.replicas,
          serviceAccount: { name: serviceAccount, annotations },
          ...(args.onFargate && { defaultTargetType: "ip" }), // pods on Fargate have no instance
          defaultTags: tags,
          enableServiceMutatorWebhook: false,
          // It looks for the Gateway API when it starts, and must start anew when that comes or goes.
          controllerConfig: { featureGates: { ALBGatewayAPI: hasGatewayApi, NLBGatewayAPI: hasGatewayApi } },
          ingressClassConfig: { default: args.isDefaultIngressClass },
          keepTLSSecret: true, // otherwise every upgrade gives the webhooks another certificate before the pods have it
        },
      },
      { parent: this, dependsOn: [...isPermitted] },
    );
    for (const kind of hasGatewayApi ? ["alb", "nlb"] : []) {
      new kubernetes.apiextensions.CustomResource(
        `${name}-gateway-class-${kind}`,
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "GatewayClass",
          metadata: { name: kind },
          spec: { controllerName: `gateway.k8s.aws/${kind}` },
        },
        { parent: this, dependsOn: release },
      );
    }
    this.registerOutputs();
  }
}
