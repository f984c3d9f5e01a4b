import type { Exposure } from "../spec";

/** TLS 1.2 and 1.3; an ALB's own default takes 1.0. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** Attributes of a target group. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html */
export const stickiness = ({ durationSeconds }: NonNullable<Exposure["stickySessions"]>): Record<string, string> => ({
  "stickiness.enabled": "true",
  "stickiness.type": "lb_cookie",
  "stickiness.lb_cookie.duration_seconds": String(durationSeconds),
});
