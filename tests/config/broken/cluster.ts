import type { Mistake } from "./mistake";

/** The control plane: endpoints, access, logs, names. */
export const clusterMistakes: readonly Mistake[] = [
  {
    title: "no upgrade policy",
    changes: { "cluster.upgradePolicy": undefined },
    problems: { "eks-platform:cluster.upgradePolicy": "is missing: one of standard, extended" },
  },
  {
    title: "both endpoints off",
    changes: { "cluster.endpoint": { private: false, public: false } },
    problems: {
      "eks-platform:cluster.endpoint":
        "private and public must not both be false: EKS refuses an API server that cannot be reached",
    },
  },
  {
    title: "a private endpoint that admits nobody",
    changes: { "cluster.endpoint": { private: true } },
    problems: {
      "eks-platform:cluster.endpoint.privateAccess":
        "is left out; must name who may reach the private endpoint, for example { cidrBlocks: [10.20.0.0/16] }: without it nobody but the nodes does, not even this program",
    },
  },
  {
    title: "callers of a private endpoint that is off, and one of them twice",
    changes: {
      "cluster.endpoint.private": false,
      "cluster.endpoint.privateAccess": { cidrBlocks: ["10.20.0.0/16", "10.20.0.0/16"] },
    },
    problems: {
      "eks-platform:cluster.endpoint.privateAccess": "must be left out while endpoint.private is false",
      "eks-platform:cluster.endpoint.privateAccess.cidrBlocks[1]": 'is "10.20.0.0/16"; must be listed once',
    },
  },
  {
    title: "a public endpoint without ranges",
    changes: { "cluster.endpoint": { public: true } },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs":
        "is [] by default; must name who may reach the public endpoint, as [<address on the internet>/32]: without it AWS allows the whole internet",
    },
  },
  {
    title: "ranges without a public endpoint",
    changes: {
      "cluster.endpoint": {
        privateAccess: { cidrBlocks: ["10.20.0.0/16"] },
        publicAccessCidrs: ["52.20.7.0/24"],
      },
    },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs":
        'is ["52.20.7.0/24"]; must be left out while endpoint.public is false',
    },
  },
  {
    title: "a private range on the public endpoint",
    changes: { "cluster.endpoint.publicAccessCidrs": ["10.0.0.0/8"] },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs[0]":
        'is "10.0.0.0/8"; must be a public range: private addresses reach the API server through endpoint.private',
    },
  },
  {
    title: "an address instead of a range",
    changes: { "cluster.endpoint.publicAccessCidrs": ["203.0.113.7"] },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs[0]":
        'is "203.0.113.7"; must be an IPv4 range, for example <address on the internet>/32',
    },
  },
  {
    title: "a range on the public endpoint that EKS refuses",
    changes: { "cluster.endpoint.publicAccessCidrs": ["0.0.0.0/0", "203.0.113.0/24", "100.64.0.0/12"] },
    problems: {
      "eks-platform:cluster.endpoint.publicAccessCidrs[1]":
        'is "203.0.113.0/24"; must be a public range: EKS refuses 203.0.113.0/24, which is kept for documentation; name the addresses that you have on the internet',
      "eks-platform:cluster.endpoint.publicAccessCidrs[2]":
        'is "100.64.0.0/12"; must be a public range: EKS refuses 100.64.0.0/10, which is kept for carrier-grade NAT; name the addresses that you have on the internet',
    },
  },
  {
    title: "nodes that call the API server from addresses that it does not admit",
    changes: { "cluster.endpoint": { private: false, public: true, publicAccessCidrs: ["52.20.7.0/24"] } },
    problems: {
      "eks-platform:cluster.endpoint.private":
        "is false; must be true unless publicAccessCidrs includes 0.0.0.0/0: nodes would call the API server from the addresses of the NAT gateways, which nobody knows beforehand, and never join",
    },
  },
  {
    title: "nodes that can't reach the API server",
    changes: {
      "network.natGateways": "none",
      "network.interfaceEndpoints": ["ec2", "ecr.api", "ecr.dkr", "eks-auth", "logs", "ssm", "ssmmessages", "sts"],
      "cluster.endpoint.private": false,
      "apps.hello": undefined,
    },
    problems: {
      "eks-platform:cluster.endpoint.private":
        "is false; must be true with network.natGateways none: nodes have no other way to the API server",
    },
  },
  {
    title: "a deployer without access",
    changes: { "cluster.access.deployer": undefined },
    problems: {
      "eks-platform:cluster.access":
        'must include account.deployerRoleArn, or the deployment locks itself out; add "deployer: { principalArn: arn:aws:iam::111111111111:role/platform-deployer, policy: cluster-admin }"',
    },
  },
  {
    title: "a deployer who may only read",
    changes: { "cluster.access.deployer.policy": "view" },
    problems: {
      "eks-platform:cluster.access.deployer.policy":
        'is "view"; must be cluster-admin for account.deployerRoleArn, or the deployment locks itself out',
    },
  },
  {
    title: "one principal twice",
    changes: { "cluster.access.again": { principalArn: "arn:aws:iam::111111111111:role/developer", policy: "view" } },
    problems: {
      "eks-platform:cluster.access.again.principalArn":
        'is "arn:aws:iam::111111111111:role/developer"; must appear once: "developers" has it already, and EKS keeps one entry for a principal',
    },
  },
  {
    title: "an administrator of one namespace",
    changes: { "cluster.access.developers.policy": "cluster-admin" },
    problems: {
      "eks-platform:cluster.access.developers.namespaces":
        'is ["hello"]; must be left out for cluster-admin: use admin for namespaces',
    },
  },
  {
    title: "a policy that does not exist",
    changes: { "cluster.access.developers.policy": "administrator" },
    problems: {
      "eks-platform:cluster.access.developers.policy":
        'is "administrator"; must be one of cluster-admin, admin, edit, view',
    },
  },
  {
    title: "a log type that does not exist",
    changes: { "cluster.logTypes": ["audit", "apiserver"] },
    problems: {
      "eks-platform:cluster.logTypes[1]":
        'is "apiserver"; must be one of api, audit, authenticator, controllerManager, scheduler',
    },
  },
  {
    title: "a public Service range",
    changes: { "cluster.serviceCidr": "100.64.0.0/16" },
    problems: {
      "eks-platform:cluster.serviceCidr":
        'is "100.64.0.0/16"; must lie within the private ranges 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    },
  },
  {
    title: "a cluster name with capitals",
    changes: { "cluster.name": "Platform_Dev" },
    problems: {
      "eks-platform:cluster.name":
        'is "Platform_Dev"; must begin with a letter and have at most 63 lower-case letters, digits and hyphens',
    },
  },
];
