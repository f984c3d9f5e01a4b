import type { Properties } from "../provider/values";
import { AwsError } from "./error";
import { shown, text } from "./read";
import type { Call, Functions } from "./resourceType";
import table from "./service-quotas.json";

interface ServiceQuota {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  /** What AWS gives a new account. */
  readonly default: number;
  /** What the simulated account has been given on top. */
  readonly raised?: number;
}

const quotas: readonly ServiceQuota[] = table.quotas;

function getServiceQuota(call: Call, args: Properties): Properties {
  const code = text(args.quotaCode);
  if (code === undefined) throw new Error("the simulated AWS finds a quota by its code, not by its name");
  const quota = quotas.find((candidate) => candidate.code === code && candidate.service === args.serviceCode);
  if (!quota) {
    const what = `Service Quotas Service Quota (${shown(args.serviceCode)}/${code})`;
    const reason = "The request failed because the specified quota does not exist.";
    throw new AwsError("Service Quotas", "GetServiceQuota", what, "NoSuchResourceException", reason);
  }
  const arn = `arn:aws:servicequotas:${call.region}:${call.account.id}:${quota.service}/${code}`;
  return {
    ...args,
    id: arn,
    arn,
    region: call.region,
    quotaName: quota.name,
    serviceName: quota.service,
    adjustable: true,
    globalQuota: false,
    usageMetrics: [],
    defaultValue: quota.default,
    value: (call.isNewAccount ? undefined : quota.raised) ?? quota.default,
  };
}

export const quotaFunctions: Functions = { "aws:servicequotas/getServiceQuota:getServiceQuota": getServiceQuota };
