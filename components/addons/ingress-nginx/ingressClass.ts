import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Components of the add-ons that can have the class, by name. */
const owners = { "ingress-nginx": "eks-platform:addons:IngressNginx", traefik: "eks-platform:addons:Traefik" };

/**
 * The IngressClass `nginx`. Not the chart's own, so that it goes from one add-on to the other without a break: to the engine
 * it is the same resource, whichever of them has it.
 */
export const nginxClass = (isDefault: boolean, opts: pulumi.CustomResourceOptions) =>
  new kubernetes.networking.v1.IngressClass(
    "ingress-nginx-class",
    {
      metadata: { name: "nginx", annotations: { "ingressclass.kubernetes.io/is-default-class": String(isDefault) } },
      spec: { controller: "k8s.io/ingress-nginx" },
    },
    { ...opts, aliases: Object.entries(owners).map(([name, type]) => ({ parent: pulumi.createUrn(name, type) })) },
  );
