import { z } from "zod";

/** Setting of an add-on whose Service has a Network Load Balancer of its own. */
export const scheme = z.enum(["internal", "internet-facing"]).default("internal").meta({
  description:
    "Whether its Network Load Balancer has addresses inside the VPC only, or of the internet. https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html",
});

/** What AWS bills for it. */
export const cost = "an NLB 0.0225 USD an hour and 0.006 for each unit of load, by region";

export type Scheme = z.output<typeof scheme>;
