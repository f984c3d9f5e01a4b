import * as aws from "@pulumi/aws";
import { type Check, ok, wrong } from "../check";
import { reasonOf } from "../reason";

/**
 * Whether there are credentials, and of the right account. No policy can refuse this question, so that a failure is one of the credentials.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const account: Check = ({ config: { account: wanted }, opts }) => [
  {
    subject: "account",
    async answer() {
      try {
        const { accountId } = await aws.getCallerIdentity({}, opts);
        if (accountId === wanted.id) return ok(accountId);
        return wrong(
          `the credentials are of account ${accountId}, not of ${wanted.id}`,
          "use credentials of the environment's account, or correct account.id in the stack file",
        );
      } catch (error) {
        return wrong(
          `AWS does not say who calls: ${reasonOf(error)}`,
          "log in again, or set AWS_PROFILE; with account.assumeDeployerRole, the credentials must be allowed to assume the role",
        );
      }
    },
  },
];
