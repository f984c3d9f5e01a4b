import { ingress } from "../ingress";
import { given, type Compiler } from "../manifest";
import { defaultCookieName, hasTls, type Exposure } from "../spec";

/**
 * An Ingress for ingress-nginx, for clusters that still have it.
 * https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
 */
export const ingressNginx: Compiler = (service, className) => [
  ingress(service, className, annotations(service.exposure)),
];

function annotations(exposure: Exposure): Record<string, string> {
  const { rateLimit, timeouts, maxBodyMiB, sourceRanges, stickySessions } = exposure;
  const idle = timeouts.idleSeconds === undefined ? undefined : String(timeouts.idleSeconds);
  const duration = stickySessions && String(stickySessions.durationSeconds);
  const settings = given({
    "ssl-redirect": hasTls(exposure) ? String(exposure.redirectToHttps) : undefined,
    ...(rateLimit && {
      [rateLimit.per === "second" ? "limit-rps" : "limit-rpm"]: String(rateLimit.requests),
      "limit-burst-multiplier": String((rateLimit.burst ?? rateLimit.requests) / rateLimit.requests), // its default is 5
    }),
    "proxy-read-timeout": idle,
    "proxy-send-timeout": idle,
    "proxy-body-size": maxBodyMiB === undefined ? undefined : `${maxBodyMiB}m`,
    "whitelist-source-range": sourceRanges?.join(","),
    affinity: stickySessions && "cookie",
    "session-cookie-name": stickySessions && (stickySessions.cookieName ?? defaultCookieName),
    "session-cookie-max-age": duration,
    "session-cookie-expires": duration,
  });
  return Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`nginx.ingress.kubernetes.io/${key}`, value]),
  );
}
