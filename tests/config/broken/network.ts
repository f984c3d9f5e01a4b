import type { Mistake } from "./mistake";

/** VPC, zones, subnets and ways to the internet. */
export const networkMistakes: readonly Mistake[] = [
  {
    title: "a VPC range that is no CIDR",
    changes: { "network.cidrBlock": "10.20.0.0/33" },
    problems: {
      "eks-platform:network.cidrBlock": 'is "10.20.0.0/33"; must be an IPv4 range, for example 10.20.0.0/16',
    },
  },
  {
    title: "a VPC range inside a bigger block",
    changes: { "network.cidrBlock": "10.20.7.0/16" },
    problems: {
      "eks-platform:network.cidrBlock": 'is "10.20.7.0/16"; must begin at its network address: 10.20.0.0/16',
    },
  },
  {
    title: "a VPC range too small",
    changes: { "network.cidrBlock": "10.20.0.0/26" },
    problems: {
      "eks-platform:network.cidrBlock": 'is "10.20.0.0/26"; must be a range from /16 to /24, for example 10.20.0.0/16',
    },
  },
  {
    title: "a public VPC range",
    changes: { "network.cidrBlock": "52.20.0.0/16" },
    problems: {
      "eks-platform:network.cidrBlock":
        'is "52.20.0.0/16"; must lie within the private ranges 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    },
  },
  {
    title: "a VPC that overlaps the Services",
    changes: { "network.cidrBlock": "172.20.0.0/20" },
    problems: {
      "eks-platform:cluster.serviceCidr":
        'is "172.20.0.0/16" by default; must not overlap network.cidrBlock (172.20.0.0/20)',
    },
  },
  {
    title: "one Availability Zone",
    changes: { "network.availabilityZones": ["eu-west-1a"] },
    problems: {
      "eks-platform:network.availabilityZones":
        'is ["eu-west-1a"]; must name at least 2 Availability Zones: EKS refuses a control plane in one',
    },
  },
  {
    title: "a zone twice",
    changes: { "network.availabilityZones": ["eu-west-1a", "eu-west-1a"] },
    problems: { "eks-platform:network.availabilityZones[1]": 'is "eu-west-1a"; must be listed once' },
  },
  {
    title: "a zone of another region",
    changes: { "network.availabilityZones": ["eu-west-1a", "eu-central-1b"] },
    problems: {
      "eks-platform:network.availabilityZones[1]":
        'is "eu-central-1b"; must be a zone of eu-west-1, for example eu-west-1a',
    },
  },
  {
    title: "subnets too big for the VPC",
    changes: { "network.subnets": { private: { prefixLength: 17 }, public: { prefixLength: 22 } } },
    problems: {
      "eks-platform:network.subnets":
        "/17 and /22 do not fit: each of the 2 zones gets a /17 of 10.20.0.0/16; make them smaller, for example /18 and /22, or leave them out",
    },
  },
  {
    title: "a subnet that EKS has no room in",
    changes: { "network.subnets": { private: { prefixLength: 29 }, public: { prefixLength: 28 } } },
    problems: {
      "eks-platform:network.subnets.private.prefixLength":
        "is 29; must be a whole number from 16 to 28 (AWS has no smaller subnets)",
    },
  },
  {
    title: "private subnets smaller than public ones",
    changes: { "network.subnets": { private: { prefixLength: 24 }, public: { prefixLength: 22 } } },
    problems: {
      "eks-platform:network.subnets.public.prefixLength":
        "is 22; must be at least 24: public subnets must not be larger than private ones (/24), which are laid out first",
    },
  },
  {
    title: "private subnets with less room than EKS recommends, in development too",
    changes: {
      "network.subnets": { private: { prefixLength: 28 }, public: { prefixLength: 28 } },
      "dataPlane.0": { name: "system", kind: "fargate", selectors: [{ namespace: "*" }] },
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
    },
    problems: {
      "eks-platform:network.subnets.private.prefixLength":
        "is 28; must be at most 27: a /28 has 11 free addresses; the control plane takes 6, and EKS recommends 16",
    },
  },
  {
    title: "a VPC too small for the zones that it is cut into",
    changes: {
      "network.cidrBlock": "10.20.0.0/24",
      "network.availabilityZones": ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d", "eu-west-1e"],
      "dataPlane.0": { name: "system", kind: "fargate", selectors: [{ namespace: "*" }] },
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
    },
    problems: {
      "eks-platform:network.subnets.private.prefixLength":
        "is left out; must be at most 27: a /28 has 11 free addresses; the control plane takes 6, and EKS recommends 16; use a larger network.cidrBlock",
    },
  },
  {
    title: "a key that ends with a space",
    changes: { "network.natGateways": undefined, "network.natGateways ": "single" },
    problems: {
      'eks-platform:network["natGateways "]': "has a space or a tab before or after it; write natGateways",
    },
  },
  {
    title: "a misspelt NAT strategy",
    changes: { "network.natGateways": "onePerAZ" },
    problems: {
      "eks-platform:network.natGateways":
        'is "onePerAZ"; must be one of none, single, onePerAz; did you mean onePerAz?',
    },
  },
  {
    title: "a retention that CloudWatch does not know",
    changes: { "network.flowLogs": { retentionDays: 45 } },
    problems: {
      "eks-platform:network.flowLogs.retentionDays":
        "is 45; must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653",
    },
  },
  {
    title: "an interface endpoint that does not exist",
    changes: { "network.interfaceEndpoints": ["ecr.apis"] },
    problems: {
      "eks-platform:network.interfaceEndpoints[0]":
        'is "ecr.apis"; must be one of autoscaling, ec2, ec2messages, ecr.api, ecr.dkr, eks, eks-auth, elasticfilesystem, elasticloadbalancing, kms, logs, secretsmanager, sqs, ssm, ssmmessages, sts; did you mean ecr.api?',
    },
  },
  {
    title: "an interface endpoint twice",
    changes: { "network.interfaceEndpoints": ["sts", "sts"] },
    problems: { "eks-platform:network.interfaceEndpoints[1]": 'is "sts"; must be listed once' },
  },
  {
    title: "no way for nodes to pull images",
    changes: {
      "network.natGateways": "none",
      "network.interfaceEndpoints": ["ecr.api", "logs", "ssm", "ssmmessages", "sts"],
      "apps.hello": undefined,
    },
    problems: {
      "eks-platform:network.interfaceEndpoints":
        'is ["ecr.api", "logs", "ssm", "ssmmessages", "sts"]; must include ec2, ecr.dkr and eks-auth with natGateways none: no image could be pulled and no node could join',
    },
  },
  {
    title: "no way for people onto nodes, and none for the logs of Fargate",
    changes: {
      "network.natGateways": "none",
      "network.interfaceEndpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"],
      "dataPlane.1": {
        name: "jobs",
        kind: "fargate",
        selectors: [{ namespace: "jobs" }],
        logging: { retentionDays: 30 },
      },
      "versions.addons.fluent-bit": undefined,
      "apps.hello": undefined,
    },
    problems: {
      "eks-platform:network.interfaceEndpoints":
        'is ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "sts"]; must include ssm, ssmmessages and logs with natGateways none: Session Manager, the way in, could reach no node; the logs of pods on Fargate would be lost',
    },
  },
  {
    title: "no way for the logs of containers",
    changes: {
      "network.natGateways": "none",
      "network.interfaceEndpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "ssm", "ssmmessages", "sts"],
      "apps.hello": undefined,
    },
    problems: {
      "eks-platform:network.interfaceEndpoints":
        'is ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "ssm", "ssmmessages", "sts"]; must include logs with natGateways none: versions.addons.fluent-bit could not reach AWS',
    },
  },
  {
    title: "an image from the internet without a way to it",
    changes: {
      "network.natGateways": "none",
      "network.interfaceEndpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "ssm", "ssmmessages", "sts"],
    },
    problems: {
      "eks-platform:apps.hello.image":
        'is "public.ecr.aws/nginx/nginx-unprivileged:1.29.8-alpine"; must come from a private ECR registry (<account>.dkr.ecr.<region>.amazonaws.com/...) with network.natGateways none',
    },
  },
  {
    title: "a range for pods that not every VPC may have",
    changes: { "network.podSubnets": { cidrBlock: "172.16.0.0/16" } },
    problems: {
      "eks-platform:network.podSubnets.cidrBlock":
        'is "172.16.0.0/16"; must lie within 100.64.0.0/10, for example 100.64.0.0/16: AWS adds other ranges to some VPCs only',
    },
  },
  {
    title: "a range for pods that is larger than AWS allows",
    changes: { "network.podSubnets": { cidrBlock: "100.64.0.0/10" } },
    problems: {
      "eks-platform:network.podSubnets.cidrBlock":
        'is "100.64.0.0/10"; must be a range from /16 to /24, for example 100.64.0.0/16',
    },
  },
  {
    title: "subnets for pods beside Auto Mode",
    changes: {
      "network.podSubnets": { cidrBlock: "100.64.0.0/16" },
      "dataPlane.1": { name: "auto", kind: "auto" },
      "addons.aws-ebs-csi-driver": { isDefaultClass: false },
    },
    problems: {
      "eks-platform:network.podSubnets":
        "must be left out beside Auto Mode, whose pods have addresses of the private subnets",
    },
  },
  {
    title: "a CNI that knows no subnets for pods alone",
    changes: {
      "network.podSubnets": { cidrBlock: "100.64.0.0/16" },
      "versions.addons.vpc-cni": "v1.21.1-eksbuild.1",
    },
    problems: {
      "eks-platform:versions.addons.vpc-cni":
        'is "v1.21.1-eksbuild.1"; must be v1.22.0 or newer with network.podSubnets: older ones give pods addresses of the nodes\' subnets too',
    },
  },
  {
    title: "security groups for pods on instances without trunk interfaces",
    changes: { "dataPlane.0.instanceTypes": ["t3.large"], "addons.vpc-cni": { podSecurityGroups: true } },
    problems: {
      "eks-platform:dataPlane[0].instanceTypes[0]":
        'is "t3.large"; must have trunk interfaces with addons.vpc-cni.podSecurityGroups, for example m7i.large: ' +
        "pods with security groups of their own stay Pending on others",
    },
  },
  {
    title: "how security groups of pods hold, where there are none",
    changes: { "addons.vpc-cni": { podSecurityGroupsMode: "standard" } },
    problems: {
      "eks-platform:addons.vpc-cni.podSecurityGroupsMode":
        'is "standard"; must be left out without podSecurityGroups: no pod has security groups of its own',
    },
  },
  {
    title: "subnets for pods on Fargate alone",
    changes: {
      "network.podSubnets": { cidrBlock: "100.64.0.0/16" },
      dataPlane: [
        {
          name: "system",
          kind: "fargate",
          selectors: [{ namespace: "kube-system", labels: { "k8s-app": "kube-dns" } }, { namespace: "hello" }],
        },
      ],
      "versions.nodes": undefined,
      "versions.addons": { coredns: "v1.14.3-eksbuild.23" },
      addons: {},
    },
    problems: {
      "eks-platform:network.podSubnets":
        "must be left out: only pods on managed and self-managed nodes have addresses there",
    },
  },
];
