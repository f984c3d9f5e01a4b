import { ec2Functions } from "./ec2";
import { eksFunctions } from "./eks/functions";
import { iamFunctions } from "./iam";
import { logFunctions } from "./logs";
import type { Functions } from "./resourceType";
import { route53Functions } from "./route53";
import { quotaFunctions } from "./serviceQuotas";
import { ssmFunctions } from "./ssm";

/** Every function of the provider that the simulated AWS answers. */
export const functions: Functions = {
  ...ec2Functions,
  ...eksFunctions,
  ...iamFunctions,
  ...logFunctions,
  ...quotaFunctions,
  ...route53Functions,
  ...ssmFunctions,
};
