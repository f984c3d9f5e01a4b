import type { Properties } from "../../../twin/provider/values";

const account = "123456789012";

/** What the provider adds to a resource's inputs once it exists: the made-up values of the recordings. */
export function simulatedOutputs(type: string, name: string, id: string, inputs: Properties): Properties {
  const iamArn = (kind: string) => `arn:aws:iam::${account}:${kind}/${id}`;
  switch (type) {
    case "aws:ec2/vpc:Vpc":
      return { ipv6CidrBlock: "" };
    case "aws:ec2/eip:Eip":
      return { allocationId: `eipalloc-${name}` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { name: `${name}-0a1b2c3`, latestVersion: 1 };
    case "aws:ecr/repository:Repository":
      return { name: id, repositoryUrl: `${account}.dkr.ecr.us-west-2.amazonaws.com/${id}` };
    case "aws:iam/role:Role":
      return { name: id, arn: iamArn("role") };
    case "aws:iam/instanceProfile:InstanceProfile":
      return { name: id, arn: iamArn("instance-profile") };
    case "aws:autoscaling/group:Group":
      return { name: id };
    case "aws:eks/fargateProfile:FargateProfile":
      return { status: "ACTIVE" };
    case "aws:eks/cluster:Cluster":
      return clusterOutputs(name, id, inputs);
    default:
      return {};
  }
}

function clusterOutputs(name: string, id: string, inputs: Properties): Properties {
  return {
    name: inputs.name ?? id,
    arn: `arn:aws:eks:us-west-2:${account}:cluster/${id}`,
    version: inputs.version ?? "1.34",
    endpoint: "https://CLUSTERID.gr7.us-west-2.eks.amazonaws.com",
    certificateAuthority: { data: "Y2EtZGF0YQ==" },
    identities: [{ oidcs: [{ issuer: "https://oidc.eks.us-west-2.amazonaws.com/id/ISSUER" }] }],
    vpcConfig: { ...(inputs.vpcConfig as Properties), clusterSecurityGroupId: `sg-eks-created-${name}` },
    kubernetesNetworkConfig: {
      ipFamily: "ipv4",
      serviceIpv4Cidr: "172.20.0.0/16",
      ...(inputs.kubernetesNetworkConfig as Properties | undefined),
    },
    accessConfig: inputs.accessConfig ?? { authenticationMode: "CONFIG_MAP" },
  };
}
