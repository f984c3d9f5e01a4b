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
  {
    title: "certificates for zones of another account",
    changes: {
      dns: {
        zones: [zone],
        targetRoleArn: "arn:aws:iam::222222222222:role/records",
        certificates: { web: { domainName: zone.name } },
      },
    },
    problems: {
      "eks-platform:dns.certificates.web":
        "must be left out with dns.targetRoleArn: the program writes the records that prove a host, and only in its own account; " +
        "make the certificate beside it, and name it as certificateArn",
    },
  },
  {
    title: "a role in another account for pods on Fargate",
    changes: {
      dns: { zones: [zone], targetRoleArn: "arn:aws:iam::222222222222:role/records" },
      dataPlane: [
        {
          name: "system",
          kind: "fargate",
          selectors: [
            { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
            { namespace: "hello" },
            { namespace: "external-dns" },
          ],
        },
      ],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23", "external-dns": "v0.21.0-eksbuild.10" },
    },
    problems: {
      "eks-platform:dns.targetRoleArn":
        'is "arn:aws:iam::222222222222:role/records"; must be left out: external-dns runs on Fargate, whose pods get no role by way of another one; ' +
        "let it run on nodes, or deploy it into the other account",
    },
  },
];
