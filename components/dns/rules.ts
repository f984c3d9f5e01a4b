import { rule } from "../environment";
import { listed, repeated } from "../spec/lists";
import { zoneOf } from "./zones.spec";

const zonesDiffer = rule(["dns"], ({ dns: { zones } }, refuse) => {
  for (const index of repeated(zones.map(({ id }) => id))) {
    refuse(["dns", "zones", index, "id"], "must be listed once");
  }
  for (const index of repeated(zones.map(({ name, private: isPrivate }) => `${name} ${isPrivate}`))) {
    refuse(["dns", "zones", index, "name"], "must be listed once, or once public and once private");
  }
});

const hostsDiffer = rule(["dns"], ({ dns }, refuse) => {
  for (const [name, { domainName, subjectAlternativeNames }] of Object.entries(dns.certificates)) {
    for (const index of repeated([domainName, ...subjectAlternativeNames])) {
      refuse(["dns", "certificates", name, "subjectAlternativeNames", index - 1], "must be listed once");
    }
  }
});

const hostsAreValidated = rule(["dns"], ({ dns: { zones, certificates } }, refuse) => {
  const open = zones.filter((zone) => !zone.private);
  const problem =
    open.length > 0
      ? `must lie in a public zone of dns.zones: ${listed(
          open.map(({ name }) => name),
          "or",
        )}`
      : "must lie in a public zone of dns.zones, which has none: a record there proves to ACM that the host is yours";
  for (const [name, { domainName, subjectAlternativeNames }] of Object.entries(certificates)) {
    const place = ["dns", "certificates", name] as const;
    if (!zoneOf(domainName, open)) refuse([...place, "domainName"], problem);
    subjectAlternativeNames.forEach((host, index) => {
      if (!zoneOf(host, open)) refuse([...place, "subjectAlternativeNames", index], problem);
    });
  }
});

const certificatesAreValidatedHere = rule(["dns"], ({ dns: { targetRoleArn, certificates } }, refuse) => {
  const [name] = Object.keys(certificates);
  if (targetRoleArn === undefined || name === undefined) return;
  refuse(
    ["dns", "certificates", name],
    "must be left out with dns.targetRoleArn: the program writes the records that prove a host, and only in its own account; " +
      "make the certificate beside it, and name it as certificateArn",
  );
});

/** Rules for the names of an environment. */
export const dnsRules = [certificatesAreValidatedHere, zonesDiffer, hostsDiffer, hostsAreValidated];
