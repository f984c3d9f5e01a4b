import type { AddonArgs } from "../../../components/addons/addonArgs";

/** What a program with a cluster says of an add-on of this version. */
export const addonArgs = (version: string): AddonArgs => ({
  region: "eu-west-1",
  clusterName: "demo",
  clusterArn: "arn:aws:eks:eu-west-1:111111111111:cluster/demo",
  kubernetesVersion: "1.36",
  vpcId: "vpc-1",
  subnetIds: ["subnet-1", "subnet-2"],
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  clusterSecurityGroupId: "sg-cluster",
  version,
  onFargate: false,
  tags: { owner: "team" },
  deletionProtection: false,
  zones: [],
});
