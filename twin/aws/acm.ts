import { createHash } from "node:crypto";
import type { Properties } from "../provider/values";
import type { StoredResource } from "./account";
import { WaitError } from "./error";
import { dataType, newId } from "./generic";
import { objects, shown, text, texts } from "./read";
import type { Call, ResourceType } from "./resourceType";
import { isAlias } from "./route53";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const CERTIFICATE_VALIDATION = "aws:acm/certificateValidation:CertificateValidation";

const certificate = dataType(CERTIFICATE, {
  create(call, inputs) {
    const names = new Set([shown(inputs.domainName), ...texts(inputs.subjectAlternativeNames)]);
    const domainValidationOptions =
      inputs.validationMethod === "DNS" ? [...names].map((name) => validationOption(call, name)) : [];
    return { id: newId(CERTIFICATE, call, inputs), outputs: { domainValidationOptions } };
  },
});

/** The record that proves a name: the same for `*.example.com` and `example.com`, and in all certificates of an account. */
function validationOption({ account }: Call, domainName: string): Properties {
  const host = domainName.replace(/^\*\./, "");
  const token = (salt: string) => createHash("md5").update(`${salt} ${account.id} ${host}`).digest("hex");
  return {
    domainName,
    resourceRecordName: `_${token("name")}.${host}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${token("value")}.acm-validations.aws.`,
  };
}

/** The wait for a certificate. What can't be issued without a further record is given up at once: ACM looks for 75 minutes. */
const certificateValidation = dataType(CERTIFICATE_VALIDATION, {
  create(call, { certificateArn, validationRecordFqdns }) {
    const arn = shown(certificateArn);
    const found = call.account.get(CERTIFICATE, arn);
    if (!found) throw new Error(`reading ACM Certificate (${arn}): couldn't find resource`);
    refuseMissingRecords(found, texts(validationRecordFqdns));
    const isProved = objects(found.outputs.domainValidationOptions).every(
      ({ resourceRecordName, resourceRecordValue }) =>
        isAlias(call, shown(resourceRecordName), shown(resourceRecordValue)),
    );
    if (!isProved)
      throw new WaitError(
        `ACM Certificate (${arn}) to be issued`,
        "timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION', timeout: 1h15m0s)",
      );
    call.account.put({ ...found, outputs: { ...found.outputs, status: "ISSUED" } });
    return { id: arn, outputs: {} };
  },
});

/** The provider asks for every record, unless it is told of none. */
function refuseMissingRecords({ outputs }: StoredResource, fqdns: readonly string[]): void {
  if (fqdns.length === 0) return;
  const given = new Set(fqdns.map((fqdn) => fqdn.replace(/\.$/, "")));
  const missing = objects(outputs.domainValidationOptions)
    .map(({ domainName, resourceRecordName }) => ({
      domainName,
      name: text(resourceRecordName)?.replace(/\.$/, "") ?? "",
    }))
    .filter(({ name }) => !given.has(name))
    .map(({ domainName, name }) => `missing ${shown(domainName)} DNS validation record: ${name}`);
  if (missing.length > 0) throw new Error(missing.join("\n"));
}

export const acmTypes: readonly ResourceType[] = [certificate, certificateValidation];
