import { config } from "./config/current"; // first: it ends the program if the stack file is broken
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Hello } from "./apps/hello";
import { CoreDns } from "./components/addons/coreDns";
import { nodeAddons } from "./components/addons/nodeAddons";
import { Cluster } from "./components/cluster";
import { DataPlane } from "./components/dataPlane/dataPlane";
import { Network } from "./components/network";

// Pulumi's runtime looks for source maps in every stack trace it takes, and there are none.
Reflect.deleteProperty(Error, "prepareStackTrace");
const { region, versions, addons, apps } = config;

const account = new aws.Provider("aws", {
  region,
  allowedAccountIds: [config.account.id],
  defaultTags: { tags: { ...config.tags, "eks-platform:environment": pulumi.getStack() } },
});
const inAccount = { providers: [account] };

const { subnets, vpcCidr, ...networkConfig } = config.network;
const network = new Network(
  "network",
  {
    ...networkConfig,
    region,
    cidrBlock: vpcCidr,
    privateSubnetPrefixLength: subnets.private.prefixLength,
    publicSubnetPrefixLength: subnets.public.prefixLength,
    clusterName: config.cluster.name,
    deletionProtection: config.cluster.deletionProtection,
  },
  inAccount,
);

const place = { region, vpcId: network.vpcId, subnetIds: network.privateSubnetIds };
const autoMode = config.dataPlane.find((group) => group.kind === "auto");
const cluster = new Cluster(
  "cluster",
  { ...config.cluster, ...place, kubernetesVersion: versions.kubernetes, autoMode },
  inAccount,
);

// Nodes need their add-ons to become Ready and to drain; CoreDNS needs what it runs on; apps need all of them.
const { clusterName } = cluster;
const onNodes = nodeAddons({ region, clusterName, versions: versions.addons, vpcCni: addons["vpc-cni"] }, inAccount);
const dataPlane = new DataPlane(
  "data-plane",
  {
    ...place,
    cluster,
    availabilityZones: config.network.availabilityZones,
    groups: config.dataPlane,
    nodes: versions.nodes,
    prefixDelegation: addons["vpc-cni"].prefixDelegation,
    fargateLogging: addons.fargateLogging,
    deletionProtection: config.cluster.deletionProtection,
  },
  { providers: [account, cluster.kubernetes], dependsOn: onNodes },
);
const coreDns =
  versions.addons.coredns &&
  new CoreDns(
    "coredns",
    { clusterName, version: versions.addons.coredns, onFargate: dataPlane.isServerless, ...addons.coredns },
    { ...inAccount, dependsOn: dataPlane },
  );

const inCluster = { providers: [cluster.kubernetes], dependsOn: coreDns ? [dataPlane, coreDns] : dataPlane };
const hello = apps.hello && new Hello("hello", apps.hello, inCluster);

export const { kubernetesVersion, endpoint, kubeconfig, kubeconfigCommand } = cluster;
export const appCommands = { hello: hello?.portForwardCommand };
export { clusterName };
