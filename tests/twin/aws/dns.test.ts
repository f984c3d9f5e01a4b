import assert from "node:assert/strict";
import { deployerPolicy } from "../../../twin/aws/policy/document";
import { objects, shown } from "../../../twin/aws/read";
import { type Properties, UNKNOWN } from "../../../twin/provider/values";
import { REGION, type Resource, SimulatedAws, type SimulatedAwsOptions } from "./simulated";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";

const hostedZones = [
  { id: "ZPARENT", name: "example.com", private: false },
  { id: "ZDEV", name: "dev.example.com", private: false },
  { id: "ZPRIVATE", name: "dev.example.com", private: true },
];

const account = (options: SimulatedAwsOptions = {}) => new SimulatedAws({ hostedZones, ...options });

const certificateFor = (aws: SimulatedAws, ...hosts: string[]) => {
  const [domainName = "", ...subjectAlternativeNames] = hosts;
  return aws.create(CERTIFICATE, { domainName, subjectAlternativeNames, validationMethod: "DNS" });
};

/** The records that ACM asks for, each once. */
function recordsOf({ outputs }: Resource): Properties[] {
  const records = objects(outputs.domainValidationOptions).map(({ resourceRecordName, resourceRecordValue }) => ({
    zoneId: "ZDEV",
    name: shown(resourceRecordName),
    type: "CNAME",
    ttl: 300,
    records: [shown(resourceRecordValue)],
  }));
  return [...new Map(records.map((record) => [record.name, record])).values()];
}

describe("a certificate", () => {
  it("is issued when its records are there, one for a host and its wildcard", async () => {
    const aws = account();
    const certificate = await certificateFor(aws, "dev.example.com", "*.dev.example.com");
    assert.equal(certificate.outputs.status, "PENDING_VALIDATION");
    assert.equal(objects(certificate.outputs.domainValidationOptions).length, 2);
    const [record, ...others] = recordsOf(certificate);
    assert.ok(record && others.length === 0);
    const { outputs } = await aws.create(RECORD, record);
    await aws.create(VALIDATION, {
      certificateArn: certificate.outputs.arn ?? "",
      validationRecordFqdns: [outputs.fqdn ?? ""],
    });
    assert.equal((await aws.read(certificate))?.outputs.status, "ISSUED");
  });

  it("is not issued without them, with others, or with some in a zone that nobody sees", async () => {
    const aws = account();
    const certificate = await certificateFor(aws, "dev.example.com");
    const validation = (...validationRecordFqdns: string[]) =>
      aws.create(VALIDATION, { certificateArn: certificate.outputs.arn ?? "", validationRecordFqdns });
    await assert.rejects(validation(), /to be issued: timeout .* \(last state: 'PENDING_VALIDATION'/);
    await assert.rejects(validation("other.example.com"), /missing dev\.example\.com DNS validation record: _/);
    const [record] = recordsOf(certificate);
    await aws.create(RECORD, { ...record, zoneId: "ZPRIVATE" });
    await assert.rejects(validation(), /timeout/);
    await assert.rejects(
      aws.create(VALIDATION, { certificateArn: "arn:aws:acm:eu-west-1:111111111111:certificate/none" }),
      /ResourceNotFoundException: Could not find certificate/,
    );
  });

  it("asks for the same record as another one of the account for its host", async () => {
    const aws = account();
    const [one, other] = [await certificateFor(aws, "dev.example.com"), await certificateFor(aws, "dev.example.com")];
    assert.deepEqual(recordsOf(one), recordsOf(other));
    assert.notEqual(one.id, other.id);
  });

  it("tells of its records only when it is there", async () => {
    const preview = await account().preview(CERTIFICATE, { domainName: "dev.example.com", validationMethod: "DNS" });
    assert.deepEqual([preview.domainValidationOptions, preview.arn], [UNKNOWN, UNKNOWN]);
  });

  it("stays as long as a load balancer has it", async () => {
    const aws = account();
    const certificate = await certificateFor(aws, "dev.example.com");
    aws.put("aws:lb/listener:Listener", "listener", { certificateArn: certificate.id });
    await assert.rejects(aws.delete(certificate), /deleting ACM Certificate.* ResourceInUseException: .* is in use/);
  });
});

describe("a record", () => {
  const record = { zoneId: "ZDEV", name: "app.dev.example.com", type: "A", ttl: 60, records: ["10.0.0.1"] };

  it("has its name in full, and an id of zone, name and type", async () => {
    const { id, outputs } = await account().create(RECORD, { ...record, name: "App" });
    assert.deepEqual([id, outputs.fqdn], ["ZDEV_app.dev.example.com_A", "app.dev.example.com"]);
  });

  it("is refused in a zone that is not there, and beside what it contradicts", async () => {
    const aws = account();
    await assert.rejects(
      aws.create(RECORD, { ...record, zoneId: "ZNONE" }),
      /reading Route 53 Hosted Zone \(ZNONE\): couldn't find resource/,
    );
    await aws.create(RECORD, record);
    await assert.rejects(
      aws.create(RECORD, record),
      /creating Route53 Record: operation error Route 53: ChangeResourceRecordSets,.* InvalidChangeBatch: .*name='app\.dev\.example\.com\.', type='A'\] but it already exists/,
    );
    await assert.rejects(aws.create(RECORD, { ...record, type: "CNAME" }), /InvalidChangeBatch: .*is not permitted as/);
    await assert.rejects(
      aws.create(RECORD, { ...record, name: "dev.example.com", type: "CNAME" }),
      /InvalidChangeBatch: .*is not permitted at apex in zone dev\.example\.com/,
    );
    await aws.create(RECORD, { ...record, zoneId: "ZPRIVATE" });
    await aws.create(RECORD, { ...record, allowOverwrite: true });
  });

  it("is the deployer's to write only where it validates a certificate", async () => {
    const aws = account({ policy: deployerPolicy(REGION) });
    await aws.create(RECORD, { ...record, name: "_token.dev.example.com", type: "CNAME" });
    await assert.rejects(aws.create(RECORD, record), /AccessDenied.*route53:ChangeResourceRecordSets/);
    await assert.rejects(aws.create(RECORD, { ...record, name: "www", type: "CNAME" }), /AccessDenied/);
  });
});

describe("questions about zones", () => {
  const GET_ZONE = "aws:route53/getZone:getZone";

  it("are answered by id or by name, public unless asked otherwise", async () => {
    const aws = account();
    assert.equal((await aws.invoke(GET_ZONE, { zoneId: "ZPRIVATE" })).privateZone, true);
    assert.equal((await aws.invoke(GET_ZONE, { name: "dev.example.com" })).zoneId, "ZDEV");
    await assert.rejects(aws.invoke(GET_ZONE, { zoneId: "ZNONE" }), /couldn't find resource/);
    await assert.rejects(aws.invoke(GET_ZONE, { name: "none.example.com" }), /no matching Route 53 Hosted Zone found/);
  });

  it("name the servers to which the zone above leads", async () => {
    const aws = account();
    const { nameServers } = await aws.invoke(GET_ZONE, { zoneId: "ZDEV" });
    const { resourceRecordSets } = await aws.invoke("aws:route53/getRecords:getRecords", {
      zoneId: "ZPARENT",
      nameRegex: "^dev\\.example\\.com\\.$",
    });
    const [delegation] = objects(resourceRecordSets);
    assert.deepEqual(
      objects(delegation?.resourceRecords).map(({ value }) => value),
      (nameServers as string[]).map((name) => `${name}.`),
    );
  });
});
