import * as aws from "@pulumi/aws";
import { callerProblem } from "../../components/account/caller";
import { type Check, ok, wrong } from "../check";

/** Whether the caller may run `up`. */
export const caller: Check = ({ config: { account, cluster }, opts }) => [
  {
    subject: "caller",
    async answer() {
      const { arn } = await aws.getCallerIdentity({}, opts);
      const problem = callerProblem(arn, {
        deployerRoleArn: account.deployerRoleArn,
        principalArns: Object.values(cluster.access).map(({ principalArn }) => principalArn),
        isPreview: false,
      });
      return problem === undefined ? ok(arn) : wrong(problem);
    },
  },
];
