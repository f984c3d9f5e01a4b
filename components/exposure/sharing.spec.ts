import { hasTls, type Exposure } from "./spec";

/** Apps of one environment share an ALB for each scheme: https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#ingressgroup */

/** The group of Ingresses that has one ALB; undefined for an ALB of its own. The order in it is no matter: each app has its host. */
export const groupOf = ({ loadBalancer, scheme }: Exposure): string | undefined =>
  loadBalancer === "own" ? undefined : `apps-${scheme}`;

/**
 * What is said of a whole ALB, so that those who share it must want the same. The controller stops serving a group whose
 * members contradict each other, and what only one of them says goes for all.
 */
interface SettingOfAlb {
  /** What goes for all, as the beginning of a sentence. */
  readonly what: string;
  /** Place of the option below `expose` that decides it. */
  readonly option: (exposure: Exposure) => readonly string[];
  /** The same for two who agree. */
  readonly value: (exposure: Exposure) => string;
}

export const settingsOfAlb: readonly SettingOfAlb[] = [
  {
    what: "source ranges go",
    option: () => ["sourceRanges"],
    value: ({ sourceRanges = [] }) => sourceRanges.toSorted().join(),
  },
  {
    what: "an idle time-out goes",
    option: () => ["timeouts", "idleSeconds"],
    value: ({ timeouts }) => String(timeouts.idleSeconds),
  },
  {
    what: "a redirect to HTTPS goes",
    option: (exposure) => [hasTls(exposure) ? "redirectToHttps" : "tls"],
    value: (exposure) => String(hasTls(exposure) && exposure.redirectToHttps),
  },
];
