import { type Check, unknown } from "../check";
import { instanceNeeds } from "../instanceQuotas";
import { compare } from "../quota";

/** Room for the nodes of all groups at `scaling.max`. Nodes of Auto Mode have no maximum in the stack file. */
export const instanceQuotas: Check = (preflight) =>
  instanceNeeds(preflight.config).map(({ name, vcpus, code, unsized }) => ({
    subject: `${name} instances`,
    async answer() {
      if (code === undefined) return unknown("no quota is known for these instances");
      const answer = await compare({ service: "ec2", code, unit: "vCPUs" }, { needed: vcpus }, preflight);
      if (unsized.length === 0 || answer.verdict === "wrong") return answer;
      return unknown(`${answer.detail}; the vCPUs of ${unsized.join(", ")} are not published`);
    },
  }));
