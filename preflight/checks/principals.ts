import { principalExists, principalOf } from "../../components/account/principals";
import { type Check, ok, unknown, wrong } from "../check";

/** Whether the deployer's role and whoever stands in `cluster.access` exist. */
export const principals: Check = ({ config: { account, cluster }, opts }) => {
  const arns = [account.deployerRoleArn, ...Object.values(cluster.access).map(({ principalArn }) => principalArn)];
  return [...new Set(arns)].map((arn) => ({
    subject: arn.split(":").at(-1) ?? arn,
    async answer() {
      const accountId = principalOf(arn)?.accountId;
      if (accountId !== account.id) return unknown(`${arn} can't be looked up from account ${account.id}`);
      if (await principalExists(arn, opts)) return ok("is in the account");
      return wrong(
        `${arn} is not in the account: EKS would refuse its access entry`,
        "correct the ARN in the stack file (path included), or create it first",
      );
    },
  }));
};
