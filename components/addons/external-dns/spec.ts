import { z } from "zod";
import { compareBuilds } from "../../../upgrade/addonVersions";
import type { Placed } from "../../dataPlane/place.spec";
import { targetRoleIsReached } from "../targetRole.spec";
import { addon, eksAddon, type AddonRule } from "../addon.spec";

const sources = ["service", "ingress", "gateway-httproute", "gateway-grpcroute", "gateway-tlsroute"] as const;

const settings = z.strictObject({
  policy: z.enum(["upsert-only", "sync"]).default("upsert-only").meta({
    description:
      "What becomes of a record whose Service, Ingress or route has gone: upsert-only leaves it, sync deletes it. Either touches only records that txtOwnerId owns.",
  }),
  sources: z
    .array(z.enum(sources))
    .min(1, { error: "must name at least one kind of object" })
    .default(["service", "ingress"])
    .meta({
      description:
        "Kinds of object whose hosts get records. Those of the Gateway API need its custom resources in the cluster: the add-on ends without them.",
    }),
  txtOwnerId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,63}$/, { error: "must be 1 to 63 letters, digits, dots, hyphens and underscores" })
    .optional()
    .meta({
      description:
        "Owner, in TXT records beside them, of the records that it writes. It must differ between clusters that share a zone, and stay: records of another owner are never changed. Default: the cluster's name.",
    }),
  annotationPrefix: z.enum(["external-dns.alpha.kubernetes.io/", "external-dns.kubernetes.io/"]).optional().meta({
    description:
      "Prefix of the annotations that it reads; it ignores the other. Required from v0.22, which changed its default. https://github.com/kubernetes-sigs/external-dns/pull/6424",
  }),
});

type ExternalDnsRule = AddonRule<z.output<typeof settings>>;

const place = ["versions", "addons", "external-dns"] as const;

const zonesAreNamed: ExternalDnsRule = {
  needs: ["dns"],
  check(_, { dns }, refuse) {
    if (dns.zones.length > 0) return;
    refuse(
      place,
      "must be left out: dns.zones names no hosted zone that it may write to; add one, for example { name: dev.example.com, id: Z0123456789ABCDEFGHIJ }",
    );
  },
};

/** With policy sync, records of hosts that are no longer seen are deleted: in the wild, a zone of 8,764 records. */
const annotationPrefixIsPinned: ExternalDnsRule = {
  needs: ["versions"],
  check({ annotationPrefix }, { versions }, refuse) {
    const { "external-dns": build } = versions.addons;
    if (annotationPrefix !== undefined || build === undefined || compareBuilds(build, "v0.22.0") < 0) return;
    refuse(
      ["addons", "external-dns", "annotationPrefix"],
      "is required from v0.22, which ignores annotations of older versions and loses their records: external-dns.alpha.kubernetes.io/ keeps them, " +
        "external-dns.kubernetes.io/ is for objects that are annotated anew",
    );
  },
};

const placed: Placed = {
  runsOn: ["ec2", "fargate", "auto"],
  pods: { namespace: "external-dns", labels: { "app.kubernetes.io/name": "external-dns" } },
};

const itsTargetIsReached: ExternalDnsRule = targetRoleIsReached(
  placed,
  ["dns", "targetRoleArn"],
  (_, { dns }) => dns.targetRoleArn,
);

export const externalDns = addon({
  ...placed,
  description: "Writes DNS records for the hosts of Services, Ingresses and routes into the zones of dns.zones.",
  source: eksAddon("external-dns", {
    oldest: "0.21.0",
    reason: "older versions may not know the settings, annotationPrefix among them",
  }),
  settings,
  stage: "afterNodes",
  needs: ["eks-pod-identity-agent"],
  after: ["gateway-api-crds"], // it ends where a source of the Gateway API has no kinds
  permissions: "records in the zones of dns.zones, or to take dns.targetRoleArn on",
  rules: [zonesAreNamed, annotationPrefixIsPinned, itsTargetIsReached],
});
