import { isFargateProfile } from "../../components/dataPlane/spec";
import { type Check, unknown, wrong } from "../check";
import { increase, quotaValue } from "../quota";

const quota = { service: "fargate", code: "L-3032A538", unit: "vCPUs" };
/** Of the smallest pod. https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-configuration.html */
const smallestPod = 0.25;

/** The stack file does not bound how many pods run on Fargate. */
export const fargateQuota: Check = ({ config, opts }) =>
  config.dataPlane.some(isFargateProfile)
    ? [
        {
          subject: "Fargate",
          async answer() {
            const value = await quotaValue(quota, opts);
            if (value < smallestPod)
              return wrong(`the account may run ${value} vCPUs: no pod`, increase(quota, 6, config.region));
            return unknown(`the account may run ${value} vCPUs; how many the pods take is not in the stack file`);
          },
        },
      ]
    : [];
