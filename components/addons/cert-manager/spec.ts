import { z } from "zod";
import type { Placed } from "../../dataPlane/place.spec";
import { targetRoleIsReached } from "../targetRole.spec";
import { addon, eksAddon, type AddonRule } from "../addon.spec";

/** The ClusterIssuer that the add-on makes. */
export const issuerName = "letsencrypt";

const issuer = z.strictObject({
  email: z.email({ error: "must be an e-mail address" }).meta({
    description: "Contact of the account with Let's Encrypt.",
  }),
  acme: z.enum(["staging", "production"]).default("staging").meta({
    description:
      "Which Let's Encrypt: browsers trust the certificates of production alone; staging has higher rate limits. https://letsencrypt.org/docs/staging-environment/",
  }),
});

const settings = z.strictObject({
  issuer: issuer.optional().meta({
    description:
      "Makes the ClusterIssuer letsencrypt, which proves hosts by DNS-01 records in the public zones of dns.zones. Default: no issuer. https://cert-manager.io/docs/configuration/acme/dns01/route53/",
  }),
});

type CertManagerRule = AddonRule<z.output<typeof settings>>;

const place = ["addons", "cert-manager", "issuer"] as const;

const issuerHasAZone: CertManagerRule = {
  needs: ["dns"],
  check(own, { dns }, refuse) {
    if (!own.issuer || dns.zones.some((zone) => !zone.private)) return;
    refuse(place, "must be left out: dns.zones has no public zone in which it could prove that a host is yours");
  },
};

const productionIsTrusted: CertManagerRule = {
  needs: ["purpose"],
  check(own, { purpose }, refuse) {
    if (purpose !== "production" || own.issuer?.acme !== "staging") return;
    refuse([...place, "acme"], "must be production: nobody trusts certificates of staging (purpose: production)");
  },
};

const placed: Placed = {
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "cert-manager", labels: { "app.kubernetes.io/instance": "cert-manager" } },
};

const itsTargetIsReached: CertManagerRule = targetRoleIsReached(placed, ["dns", "targetRoleArn"], (own, { dns }) =>
  own.issuer ? dns.targetRoleArn : undefined,
);

export const certManager = addon({
  ...placed,
  description: "Issues certificates into Secrets, for hosts of the cluster and between its pods, and renews them.",
  source: eksAddon("cert-manager"),
  settings,
  stage: "afterNodes",
  kinds: ["cert-manager.io", "acme.cert-manager.io"],
  permissions: "TXT records in the public zones of dns.zones, or to take dns.targetRoleArn on",
  rules: [issuerHasAZone, productionIsTrusted, itsTargetIsReached],
});
