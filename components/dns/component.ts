import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "./spec";
import { validatedHost, zoneOf } from "./zones.spec";

/**
 * Certificates of AWS Certificate Manager for hosts in the environment's public zones:
 * - a certificate for each entry, which ACM renews by itself as long as its records are there
 * - a CNAME record for each host that proves it to be one's own
 * - the wait until ACM has issued the certificate: some minutes, and 75 at most
 *
 * ACM gives a host the same record in all certificates of an account, and `*.example.com` that of `example.com`. So there is
 * one for each host here, whichever certificates name it, and their number is known before AWS says what stands in them.
 * A record that another environment of the account has made is not taken over: its deletion would end the renewal of both.
 *
 * Free of charge.
 *
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificates extends pulumi.ComponentResource {
  /** ARNs by the certificate's name, known when it is issued. */
  readonly arns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, { zones, certificates }: Dns, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:dns:Certificates", name, {}, opts);
    const open = zones.filter((zone) => !zone.private);
    const records = new Map<string, aws.route53.Record>();
    const recordOf = (host: string, certificate: aws.acm.Certificate) => {
      const record =
        records.get(host) ?? this.validationRecord(`${name}-${host}`, host, certificate, zoneOf(host, open));
      records.set(host, record);
      return record;
    };
    this.arns = Object.fromEntries(
      Object.entries(certificates).map(([key, { domainName, subjectAlternativeNames }]) => {
        const certificate = new aws.acm.Certificate(
          `${name}-${key}`,
          { domainName, subjectAlternativeNames, validationMethod: "DNS" },
          { parent: this },
        );
        const hosts = new Set([domainName, ...subjectAlternativeNames].map(validatedHost));
        const issued = new aws.acm.CertificateValidation(
          `${name}-${key}`,
          {
            certificateArn: certificate.arn,
            validationRecordFqdns: [...hosts].map((host) => recordOf(host, certificate).fqdn),
          },
          { parent: this },
        );
        return [key, issued.certificateArn];
      }),
    );
    this.registerOutputs({ arns: this.arns });
  }

  private validationRecord(
    name: string,
    host: string,
    certificate: aws.acm.Certificate,
    zone: Dns["zones"][number] | undefined,
  ): aws.route53.Record {
    if (!zone) throw new Error(`${host} lies in no public zone`);
    const asked = certificate.domainValidationOptions.apply((options) =>
      options.find(({ domainName }) => validatedHost(domainName) === host),
    );
    return new aws.route53.Record(
      name,
      {
        zoneId: zone.id,
        name: asked.apply((option) => option?.resourceRecordName ?? ""),
        type: "CNAME",
        ttl: 300,
        records: [asked.apply((option) => option?.resourceRecordValue ?? "")],
      },
      { parent: this },
    );
  }
}
