import { type Check, ok, wrong } from "../check";
import { increase, quotaValue } from "../quota";

const quota = { service: "acm", code: "L-FB94F0B0", unit: "hosts in a certificate" };

/** Whether ACM takes as many hosts in a certificate: 10, unless the account has asked for more. */
export const certificateNames: Check = ({ config: { dns, region }, opts }) =>
  Object.entries(dns.certificates).map(([name, { subjectAlternativeNames }]) => ({
    subject: `certificate ${name}`,
    async answer() {
      const hosts = 1 + subjectAlternativeNames.length;
      const value = await quotaValue(quota, opts);
      const detail = `has ${hosts} of the ${value} hosts that ACM takes`;
      return hosts <= value ? ok(detail) : wrong(detail, increase(quota, hosts, region));
    },
  }));
