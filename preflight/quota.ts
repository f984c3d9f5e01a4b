import * as aws from "@pulumi/aws";
import { type Answer, ok, type Preflight, wrong } from "./check";

/** A quota of the account in a region. https://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html */
export interface Quota {
  readonly service: string;
  readonly code: string;
  /** What is counted: `vCPUs`. */
  readonly unit: string;
}

export async function quotaValue({ service, code }: Quota, opts: Preflight["opts"]): Promise<number> {
  const { value } = await aws.servicequotas.getServiceQuota({ serviceCode: service, quotaCode: code }, opts);
  return value;
}

/**
 * Whether a quota has room.
 *
 * @param needed what the environment takes, without what it has already if `used` is given
 * @param used what is taken in the account; left out where it can't be read
 */
export async function compare(
  quota: Quota,
  { needed, used }: { readonly needed: number; readonly used?: number },
  { config, opts }: Preflight,
): Promise<Answer> {
  const value = await quotaValue(quota, opts);
  const detail =
    used === undefined
      ? `needs up to ${needed} ${quota.unit} of ${value}; what is in use was not read`
      : `needs ${needed} more; ${used} of ${value} ${quota.unit} are in use`;
  return needed <= value - (used ?? 0)
    ? ok(detail)
    : wrong(detail, increase(quota, needed + (used ?? 0), config.region));
}

export const increase = ({ service, code }: Quota, value: number, region: string): string =>
  `aws service-quotas request-service-quota-increase --region ${region} --service-code ${service} --quota-code ${code} --desired-value ${value}`;
