import { z } from "zod";
import { isShared, parseCidr } from "../../capacity/cidr";
import { defaultSubnets, smallestSubnet } from "../../capacity/subnets";
import { ipv4Range, logRetentionDays, privateRange, wholeNumber } from "../spec/values";

/** Services that nodes and pods reach without a way to the internet, when each has an interface endpoint in the VPC. */
export const interfaceEndpointServices = [
  "autoscaling",
  "ec2",
  "ec2messages",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticfilesystem",
  "elasticloadbalancing",
  "kms",
  "logs",
  "secretsmanager",
  "sqs",
  "ssm",
  "ssmmessages",
  "sts",
] as const;

export type InterfaceEndpointService = (typeof interfaceEndpointServices)[number];

const subnetPrefixLength = wholeNumber(16, smallestSubnet, "(AWS has no smaller subnets)").meta({
  description: "Size of the subnet as a prefix length, 16 to 28: 24 has 251 addresses to use, 28 has 11.",
});

const podRange = ipv4Range("100.64.0.0/16").superRefine((text, context) => {
  const cidr = parseCidr(text);
  if (!cidr) return;
  if (cidr.prefixLength < 16 || cidr.prefixLength > 24) {
    context.addIssue("must be a range from /16 to /24, for example 100.64.0.0/16");
  } else if (!isShared(cidr)) {
    context.addIssue(
      "must lie within 100.64.0.0/10, for example 100.64.0.0/16: AWS adds other ranges to some VPCs only",
    );
  }
});

export const network = z
  .strictObject({
    cidrBlock: privateRange(16, 24, "10.20.0.0/16").meta({
      description:
        "IPv4 range of the VPC, /16 to /24. Fixed for the life of the VPC. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    }),
    availabilityZones: z
      .array(
        z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, {
          error: "must be an Availability Zone's name, for example eu-west-1a",
        }),
      )
      .min(2, { error: "must name at least 2 Availability Zones: EKS refuses a control plane in one" })
      .max(6, { error: "must name at most 6 Availability Zones" })
      .meta({
        description:
          "Availability Zones by name, for example [eu-west-1a, eu-west-1b]. By name, because a count would follow whatever AWS lists. EKS takes none of the zone ids use1-az3, usw1-az2, cac1-az3. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
      }),
    subnets: z
      .strictObject({
        private: z.strictObject({ prefixLength: subnetPrefixLength }).meta({
          description: "Private subnet of each zone: nodes, pods and the control plane's interfaces.",
        }),
        public: z.strictObject({ prefixLength: subnetPrefixLength }).meta({
          description:
            "Public subnet of each zone: load balancers and NAT gateways. There are none without NAT gateways.",
        }),
      })
      .optional()
      .meta({
        description:
          "Sizes of the subnets. Default: half of each zone's share of the VPC is private, a sixteenth of that is public: /19 and /23 for a /16 over three zones.",
      }),
    podSubnets: z
      .strictObject({
        cidrBlock: podRange.meta({
          description:
            "Further IPv4 range of the VPC, /16 to /24 within 100.64.0.0/10: the one part that AWS lets every VPC have, and that networks it is connected to do not route. Fixed: another one is another set of subnets. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#add-cidr-block-restrictions",
        }),
      })
      .optional()
      .meta({
        description:
          "Subnets for pods on EC2 nodes alone, one in each zone: a quarter of the range, an eighth from five zones on. Nodes, load balancers and the control plane stay in the others. Default: pods are in the private subnets. https://docs.aws.amazon.com/eks/latest/userguide/cni-subnet-selection.html",
      }),
    natGateways: z.enum(["none", "single", "onePerAz"]).meta({
      description:
        "How private subnets reach the internet: not at all, through one NAT gateway (one zone's failure cuts all), or one in each zone. Some 40 USD a month each with their public address, and 0.05 USD per GB. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html",
    }),
    flowLogs: z
      .strictObject({
        retentionDays: logRetentionDays.default(30).meta({ description: "Days that CloudWatch keeps them." }),
      })
      .optional()
      .meta({
        description:
          "VPC flow logs to CloudWatch. Default: none. https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
      }),
    interfaceEndpoints: z.array(z.enum(interfaceEndpointServices)).default([]).meta({
      description:
        "Services with an interface endpoint in every zone, 8 to 9 USD a month per service and zone. S3 has its free gateway endpoint always. https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html",
    }),
  })
  .meta({
    description:
      "VPC, subnets and ways to the internet. https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html",
  })
  .transform((value) => ({
    ...value,
    subnets: value.subnets ?? subnetsOf(value.cidrBlock, value.availabilityZones.length),
  }));

function subnetsOf(cidrBlock: string, zones: number) {
  const cidr = parseCidr(cidrBlock);
  if (!cidr) throw new Error(`${cidrBlock} was accepted as a CIDR and is none`);
  const lengths = defaultSubnets(cidr.prefixLength, zones);
  return { private: { prefixLength: lengths.private }, public: { prefixLength: lengths.public } };
}

/** The network of an environment as its component takes it. */
export type NetworkSettings = z.output<typeof network>;
