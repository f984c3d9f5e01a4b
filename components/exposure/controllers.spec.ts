import { z } from "zod";
import type { AddonName } from "../addons/specs";

/** What serves exposures. */
interface ControllerSpec {
  /** What it is, in a sentence without its name. */
  readonly description: string;
  /** The add-on whose pin installs it. */
  readonly addon: AddonName;
  /** Other add-ons it takes, beside those that its own one needs in any case. */
  readonly needs?: readonly string[];
  /** IngressClass or GatewayClass that its add-on makes. */
  readonly className: string;
  /** Where its fields were checked. */
  readonly source: string;
}

/** Of the controllers of one add-on the first is the one to take. */
export const controllers = {
  alb: {
    description: "An Application Load Balancer for all apps of a scheme, from Ingresses.",
    addon: "aws-load-balancer-controller",
    className: "alb",
    source:
      "https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/guide/ingress/annotations.md",
  },
  "lbc-gateway": {
    description: "An Application Load Balancer for each app, from a Gateway.",
    addon: "aws-load-balancer-controller",
    needs: ["gateway-api-crds"],
    className: "alb",
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/v3.5.0/docs/guide/gateway",
  },
  "envoy-gateway": {
    description: "Envoy proxies and a Network Load Balancer for each app, from a Gateway.",
    addon: "envoy-gateway",
    className: "envoy-gateway",
    source: "https://github.com/envoyproxy/gateway/tree/v1.9.0/api/v1alpha1",
  },
  traefik: {
    description: "Traefik's proxies behind one Network Load Balancer for all apps, from Gateways.",
    addon: "traefik",
    needs: ["gateway-api-crds"],
    className: "traefik",
    source: "https://github.com/traefik/traefik/tree/v3.7.9/docs/content/reference/routing-configuration/kubernetes",
  },
  "ingress-nginx": {
    description: "nginx behind one load balancer for all apps, from an Ingress. Retired in March 2026: move off it.",
    addon: "ingress-nginx",
    className: "nginx",
    source:
      "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/docs/user-guide/nginx-configuration/annotations.md",
  },
} satisfies Readonly<Record<string, ControllerSpec>>;

export type Controller = keyof typeof controllers;

export const controllerNames = Object.keys(controllers) as [Controller, ...Controller[]];

export const controllerSpec = (name: Controller): ControllerSpec => controllers[name];

/** Section `exposure`: who serves what apps expose. */
export const exposureSection = z
  .strictObject({
    controller: z.enum(controllerNames).optional().meta({
      description:
        "Controller that serves what apps expose. Default: that of the one add-on with a pin that has a controller; alb with aws-load-balancer-controller.",
    }),
    beside: z.enum(controllerNames).optional().meta({
      description:
        "A second controller that serves the same hosts without a DNS record of external-dns, while a cluster moves from one to the other: swap the two to switch DNS, then take this out. Default: none.",
    }),
    webAclArn: z
      .string()
      .regex(
        /^arn:aws(?:-cn|-us-gov)?:wafv2:[a-z0-9-]+:\d{12}:regional\/webacl\/[A-Za-z0-9_-]{1,128}\/[0-9a-f-]{36}$/,
        {
          error: "must be the ARN of a regional web ACL: arn:aws:wafv2:<region>:<account>:regional/webacl/<name>/<id>",
        },
      )
      .optional()
      .meta({
        description:
          "Web ACL of AWS WAF that the ALBs of all apps ask about each request: its rules limit rates, for example. Default: none. https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
      }),
  })
  .prefault({})
  .meta({ description: "How apps are reached from outside the cluster." });

export type ExposureSettings = z.output<typeof exposureSection>;

type Pins = Readonly<Partial<Record<string, string>>>;

/** Controllers of the add-ons that have a pin. */
export const pinnedControllers = (pins: Pins): Controller[] =>
  controllerNames.filter((name) => pins[controllers[name].addon] !== undefined);

/** The settings with the controller that the pins alone decide, where they do. */
export function withController(settings: ExposureSettings, pins: Pins): ExposureSettings {
  const pinned = pinnedControllers(pins);
  const [first] = pinned;
  const isOnlyChoice = new Set(pinned.map((name) => controllers[name].addon)).size === 1;
  return first !== undefined && isOnlyChoice ? { controller: first, ...settings } : settings;
}
