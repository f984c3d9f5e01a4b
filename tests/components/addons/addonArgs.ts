import * as pulumi from "@pulumi/pulumi";
import type { AddonArgs } from "../../../components/addons/addonArgs";
import { oidcProvider } from "../../../components/iam/oidcProvider";

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
  cni: {},
  version,
  onFargate: false,
  tags: { owner: "team" },
  deletionProtection: false,
  zones: [],
});

/** The same, of a cluster whose pods run on Fargate. */
export const addonArgsOnFargate = (version: string, opts: pulumi.ComponentResourceOptions): AddonArgs => {
  const parent = new pulumi.ComponentResource("test:index:Cluster", "demo", {}, opts);
  return {
    ...addonArgs(version),
    onFargate: true,
    oidcProvider: oidcProvider("oidc", "https://oidc.example.com", parent),
  };
};
