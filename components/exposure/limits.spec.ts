import { listed } from "../spec/lists";
import type { Scheme } from "../addons/networkLoadBalancer.spec";
import { controllerNames, type Controller } from "./controllers.spec";
import type { Exposure } from "./spec";

/** Something of the model that some controllers can't express. */
export interface Limit {
  /** Place of the option below `expose`. */
  readonly option: readonly string[];
  /** The value of it that they can't express; any, where there is none. */
  readonly value?: string;
  readonly controllers: readonly Controller[];
  /** Why, as a part of a sentence. */
  readonly reason: string;
  /** Whether a value that is given is one that they can't express; some have a load balancer with a scheme of its own. */
  readonly isBeyond?: (exposure: Exposure, ownScheme: Scheme) => boolean;
  /** What of it they can express. */
  readonly except?: string;
}

const albs = ["alb", "lbc-gateway"] as const;
const proxies = ["envoy-gateway", "traefik", "ingress-nginx"] as const;

/** What each controller can't express: the errors of the configuration and the table in docs/exposure.md come from here. */
export const limits: readonly Limit[] = [
  {
    option: ["scheme"],
    controllers: ["traefik", "ingress-nginx"],
    reason: "one load balancer serves all of its apps, whose scheme the settings of its add-on say",
    isBeyond: ({ scheme }, ownScheme) => scheme !== ownScheme,
    except: "that of all",
  },
  {
    option: ["loadBalancer"],
    value: "own",
    controllers: ["traefik", "ingress-nginx"],
    reason: "one load balancer serves all of its apps",
  },
  {
    option: ["loadBalancer"],
    value: "shared",
    controllers: ["lbc-gateway", "envoy-gateway"],
    reason: "each Gateway has a load balancer of its own",
  },
  {
    option: ["tls", "kind"],
    value: "acm",
    controllers: proxies,
    reason: "TLS ends at its proxies, which take certificates from Secrets, and ACM keeps the private key of its own",
  },
  {
    option: ["tls", "kind"],
    value: "cert-manager",
    controllers: albs,
    reason: "an ALB takes certificates of ACM only",
  },
  { option: ["tls", "kind"], value: "secret", controllers: albs, reason: "an ALB takes certificates of ACM only" },
  {
    option: ["rateLimit"],
    controllers: albs,
    reason: "an ALB counts no requests; a rate-based rule of an AWS WAF web ACL does, which exposure.webAclArn names",
  },
  {
    option: ["rateLimit", "burst"],
    controllers: ["envoy-gateway"],
    reason: "its limits have no burst of their own",
    isBeyond: ({ rateLimit }) => rateLimit?.burst !== rateLimit?.requests,
    except: "equal to requests",
  },
  {
    option: ["rateLimit", "burst"],
    controllers: ["ingress-nginx"],
    reason: "its burst is a whole multiple of requests",
    isBeyond: ({ rateLimit }) => rateLimit?.burst !== undefined && rateLimit.burst % rateLimit.requests !== 0,
    except: "a multiple of requests",
  },
  {
    option: ["timeouts", "requestSeconds"],
    controllers: ["alb", "lbc-gateway", "traefik", "ingress-nginx"],
    reason: "it has no limit for a request as a whole",
  },
  {
    option: ["timeouts", "idleSeconds"],
    controllers: ["traefik"],
    reason: "its entry points have one idle time-out for all apps",
  },
  {
    option: ["maxBodyMiB"],
    controllers: albs,
    reason: "an ALB passes on bodies of any size",
  },
  {
    option: ["healthCheck"],
    controllers: ["traefik", "ingress-nginx"],
    reason: "it asks no pod: the readiness probe decides which pods serve",
  },
  {
    option: ["stickySessions", "cookieName"],
    controllers: albs,
    reason: "the cookie of an ALB is called AWSALB",
  },
];

/** An option as a person writes it: `tls.kind: acm`. */
export const optionName = ({ option, value }: Limit): string =>
  value === undefined ? option.join(".") : `${option.join(".")}: ${value}`;

/** Whether the exposure asks for what the limit is about. */
function asks(exposure: Exposure, { option, value, isBeyond }: Limit, ownScheme: Scheme): boolean {
  const given = option.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    exposure,
  );
  if (given === undefined || (value !== undefined && given !== value)) return false;
  return isBeyond?.(exposure, ownScheme) ?? true;
}

/**
 * What of an exposure a controller can't express.
 *
 * @param ownScheme scheme of the load balancer that its add-on makes for all apps, where it makes one
 */
export const beyond = (exposure: Exposure, controller: Controller, ownScheme: Scheme = "internal"): Limit[] =>
  limits.filter((limit) => limit.controllers.includes(controller) && asks(exposure, limit, ownScheme));

/** Whether a controller can't express an option because it can't express what the option is a part of. */
export const isWithin = ({ option }: Limit, whole: Limit): boolean =>
  whole.option.length < option.length && whole.option.every((key, index) => key === option[index]);

/** Controllers that can express what the exposure asks of this option. */
const ableControllers = (exposure: Exposure, limit: Limit): Controller[] =>
  controllerNames.filter((name) =>
    beyond(exposure, name).every((other) => optionName(other) !== optionName(limit) && !isWithin(limit, other)),
  );

/** Completes "is <given>; ...". */
export function describeLimit(exposure: Exposure, limit: Limit, controller: Controller): string {
  const { value, except, reason } = limit;
  const instead =
    except !== undefined ? `must be ${except}` : value === undefined ? "must be left out" : `must not be ${value}`;
  const able = ableControllers(exposure, limit);
  return `${instead} with ${controller}: ${reason}; ${listed(able)} can do it`;
}
