import type { Mistake } from "./mistake";

const zone = { name: "dev.example.com", id: "Z0123456789ABCDEFGHIJ" };
const certificate = { domainName: "app.dev.example.com" };
const externalDns = { "versions.addons.external-dns": "v0.21.0-eksbuild.10" };
const certManager = { "versions.addons.cert-manager": "v1.21.2-eksbuild.1" };
const issuer = { email: "platform-team@example.com" };

/** Hosted zones, certificates, and the add-ons that write into zones. */
export const dnsMistakes: readonly Mistake[] = [
  {
    title: "a zone by its name in full",
    changes: { dns: { zones: [{ ...zone, name: "dev.example.com." }] } },
    problems: {
      "eks-platform:dns.zones[0].name":
        'is "dev.example.com."; must be a domain in lower case, without a dot at its end, for example dev.example.com',
    },
  },
  {
    title: "a zone by the path of its id",
    changes: { dns: { zones: [{ ...zone, id: "/hostedzone/Z0123456789ABCDEFGHIJ" }] } },
    problems: {
      "eks-platform:dns.zones[0].id":
        'is "/hostedzone/Z0123456789ABCDEFGHIJ"; must be the id of a hosted zone, for example Z0123456789ABCDEFGHIJ',
    },
  },
  {
    title: "a hosted zone twice",
    changes: { dns: { zones: [zone, { ...zone, private: true }, { ...zone, id: "Z2" }] } },
    problems: {
      "eks-platform:dns.zones[1].id": 'is "Z0123456789ABCDEFGHIJ"; must be listed once',
      "eks-platform:dns.zones[2].name": 'is "dev.example.com"; must be listed once, or once public and once private',
    },
  },
  {
    title: "a certificate for another host",
    changes: {
      dns: {
        zones: [zone, { name: "example.org", id: "Z2" }],
        certificates: { web: { ...certificate, subjectAlternativeNames: ["*.prod.example.com", "nodev.example.com"] } },
      },
    },
    problems: {
      "eks-platform:dns.certificates.web.subjectAlternativeNames[0]":
        'is "*.prod.example.com"; must lie in a public zone of dns.zones: dev.example.com or example.org',
      "eks-platform:dns.certificates.web.subjectAlternativeNames[1]":
        'is "nodev.example.com"; must lie in a public zone of dns.zones: dev.example.com or example.org',
    },
  },
  {
    title: "a certificate that only a private zone could validate",
    changes: { dns: { zones: [{ ...zone, private: true }], certificates: { web: certificate } } },
    problems: {
      "eks-platform:dns.certificates.web.domainName":
        'is "app.dev.example.com"; must lie in a public zone of dns.zones, which has none: a record there proves to ACM that the host is yours',
    },
  },
  {
    title: "a host twice in a certificate",
    changes: {
      dns: {
        zones: [zone],
        certificates: { web: { ...certificate, subjectAlternativeNames: ["app.dev.example.com"] } },
      },
    },
    problems: {
      "eks-platform:dns.certificates.web.subjectAlternativeNames[0]": 'is "app.dev.example.com"; must be listed once',
    },
  },
  {
    title: "external-dns without a zone",
    changes: externalDns,
    problems: {
      "eks-platform:versions.addons.external-dns":
        'is "v0.21.0-eksbuild.10"; must be left out: dns.zones names no hosted zone that it may write to; add one, for example { name: dev.example.com, id: Z0123456789ABCDEFGHIJ }',
    },
  },
  {
    title: "external-dns past the change of its annotations, without a word on them",
    changes: { dns: { zones: [zone] }, "versions.addons.external-dns": "v0.23.0-eksbuild.1" },
    problems: {
      "eks-platform:addons.external-dns.annotationPrefix":
        "is required from v0.22, which ignores annotations of older versions and loses their records: external-dns.alpha.kubernetes.io/ keeps them, " +
        "external-dns.kubernetes.io/ is for objects that are annotated anew",
    },
  },
  {
    title: "an issuer without a zone",
    changes: { ...certManager, addons: { "cert-manager": { issuer } } },
    problems: {
      "eks-platform:addons.cert-manager.issuer":
        "must be left out: dns.zones has no public zone in which it could prove that a host is yours",
    },
  },
];
