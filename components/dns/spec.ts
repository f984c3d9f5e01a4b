import { z } from "zod";
import { lowerCaseName, roleArn } from "../spec/values";

const label = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const domainName = `(?:${label}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])`;

const hostedZone = z.strictObject({
  name: z
    .string()
    .max(253, { error: "must be at most 253 characters" })
    .regex(new RegExp(`^${domainName}$`), {
      error: "must be a domain in lower case, without a dot at its end, for example dev.example.com",
    })
    .meta({ description: "Domain of the zone, for example dev.example.com." }),
  id: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, { error: "must be the id of a hosted zone, for example Z0123456789ABCDEFGHIJ" })
    .meta({ description: "Id that Route 53 gave the zone: aws route53 list-hosted-zones-by-name --dns-name <name>" }),
  private: z.boolean().default(false).meta({
    description: "Whether only VPCs see the zone. No certificate is validated in it.",
  }),
});

export type HostedZone = z.output<typeof hostedZone>;

const host = z
  .string()
  .max(253, { error: "must be at most 253 characters" })
  .regex(new RegExp(`^(?:\\*\\.)?${domainName}$`), {
    error: "must be a host in lower case, for example app.dev.example.com or *.dev.example.com",
  });

const certificate = z.strictObject({
  // The common name of a certificate, RFC 5280.
  domainName: host
    .max(64, { error: "must be at most 64 characters: move longer hosts to subjectAlternativeNames" })
    .meta({
      description:
        "Host that the certificate is for, 64 characters at most. `*.` before it means every host one level below.",
    }),
  subjectAlternativeNames: z
    .array(host)
    .max(99, { error: "must be at most 99 hosts: ACM takes 100 in all" })
    .default([])
    .meta({ description: "Further hosts. ACM takes 9 unless the account's quota is raised." }),
});

export const dns = z
  .strictObject({
    zones: z.array(hostedZone).default([]).meta({
      description:
        "Hosted zones of Route 53 that the environment may write to: in its account, or in that of targetRoleArn. Nothing in it writes to another. Default: none.",
    }),
    targetRoleArn: roleArn.optional().meta({
      description:
        "Role in another account, which the zones are in: external-dns and cert-manager take it on to write records. It must trust them: see docs/identity.md. Default: the zones are in the environment's account. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html",
    }),
    certificates: z.record(lowerCaseName(40), certificate).default({}).meta({
      description:
        "Certificates of AWS Certificate Manager, by a name of your own. Every host lies in a public zone of dns.zones, where a record validates it. Default: none. https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
    }),
  })
  .prefault({})
  .meta({ description: "Names of the environment: the zones it may write to, and its certificates." });

export type Dns = z.output<typeof dns>;
