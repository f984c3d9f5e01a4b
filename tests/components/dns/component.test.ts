import assert from "node:assert/strict";
import { Certificates } from "../../../components/dns/component";
import { dns } from "../../../components/dns/spec";
import { zoneOf } from "../../../components/dns/zones.spec";
import { recordComponent } from "../../helpers/component";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";

const settings = dns.parse({
  zones: [
    { name: "example.com", id: "Z1" },
    { name: "dev.example.com", id: "Z2PRIVATE", private: true },
    { name: "dev.example.com", id: "Z2" },
  ],
  certificates: {
    web: { domainName: "*.dev.example.com", subjectAlternativeNames: ["dev.example.com", "www.example.com"] },
    api: { domainName: "dev.example.com" },
  },
});

const certificates = (preview = false) =>
  recordComponent((opts) => new Certificates("certificates", settings, opts), { preview });

describe("Certificates", () => {
  it("are validated by one record for each host, in the closest public zone", async () => {
    const records = (await certificates()).all(RECORD).map(({ name, inputs }) => [name, inputs]);
    const record = (host: string, zoneId: string) => [
      `certificates-${host}`,
      { zoneId, name: `_name.${host}.`, type: "CNAME", ttl: 300, records: ["_value.acm-validations.aws."] },
    ];
    assert.deepEqual(records, [record("dev.example.com", "Z2"), record("www.example.com", "Z1")]);
  });

  it("are known when they are issued, and ask for all of their records", async () => {
    const recording = await certificates();
    assert.deepEqual(recording.get(VALIDATION, "certificates-web").inputs, {
      certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/certificates-web",
      validationRecordFqdns: ["_name.dev.example.com", "_name.www.example.com"],
    });
    assert.deepEqual(recording.get(VALIDATION, "certificates-api").inputs.validationRecordFqdns, [
      "_name.dev.example.com",
    ]);
    recording.happensBefore("Record::certificates-dev.example.com", "CertificateValidation::certificates-api");
    recording.destroyedBefore("CertificateValidation::certificates-api", "Record::certificates-dev.example.com");
    recording.destroyedBefore("Record::certificates-dev.example.com", "Certificate::certificates-web");
  });

  it("make as many resources in a preview, where nobody knows what will stand in the records", async () => {
    const types = async (preview: boolean) => (await certificates(preview)).resources.map(({ type }) => type).sort();
    assert.deepEqual(await types(true), await types(false));
    const inputs = (await certificates(true)).get(CERTIFICATE, "certificates-web").inputs;
    assert.equal(inputs.validationMethod, "DNS");
  });
});

describe("the zone of a host", () => {
  it("is the one with the longest name that ends it, label by label", () => {
    const zones = [{ name: "example.com" }, { name: "dev.example.com" }];
    const nameOf = (host: string) => zoneOf(host, zones)?.name;
    assert.equal(nameOf("app.dev.example.com"), "dev.example.com");
    assert.equal(nameOf("*.dev.example.com"), "dev.example.com");
    assert.equal(nameOf("nodev.example.com"), "example.com");
    assert.equal(nameOf("notexample.com"), undefined);
  });
});
