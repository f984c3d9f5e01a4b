import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Hello } from "./apps/hello";
import { CoreDns } from "./components/addons/coreDns";
import { KubeProxy } from "./components/addons/kubeProxy";
import { VpcCni } from "./components/addons/vpcCni";
import { Cluster } from "./components/cluster";
import { ManagedNodes } from "./components/dataPlane/managed";
import { Network } from "./components/network";
import { loadConfig } from "./config/load";

// Pulumi's runtime formats stack traces without tsx's source maps: wrong lines, for a third of a preview's time.
Reflect.deleteProperty(Error, "prepareStackTrace");
const config = loadConfig();
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

const cluster = new Cluster(
  "cluster",
  {
    ...config.cluster,
    region,
    kubernetesVersion: versions.kubernetes,
    vpcId: network.vpcId,
    subnetIds: network.privateSubnetIds,
  },
  inAccount,
);
const { clusterName } = cluster;
const addon = <Name extends keyof typeof addons>(name: Name) =>
  ({ clusterName, version: versions.addons[name], ...addons[name] }) as const;

// Nodes need the CNI and kube-proxy to become Ready and to drain; CoreDNS needs nodes; apps need all of them.
const vpcCni = new VpcCni("vpc-cni", addon("vpc-cni"), inAccount);
const kubeProxy = new KubeProxy("kube-proxy", addon("kube-proxy"), inAccount);
const nodes = config.dataPlane.map(
  (group) =>
    new ManagedNodes(
      group.name,
      {
        ...group,
        region,
        cluster: cluster.eks,
        clusterName,
        subnetIds: network.privateSubnetIds,
        kubernetesVersion: versions.nodes.kubernetes,
        releaseVersion: versions.nodes.release,
      },
      { ...inAccount, dependsOn: [vpcCni, kubeProxy] },
    ),
);
const coreDns = new CoreDns("coredns", addon("coredns"), { ...inAccount, dependsOn: nodes });

const inCluster = { providers: [cluster.kubernetes], dependsOn: [...nodes, coreDns] };
const hello = apps.hello && new Hello("hello", apps.hello, inCluster);

export const { kubernetesVersion, endpoint, kubeconfig, kubeconfigCommand } = cluster;
export const appCommands = { hello: hello?.portForwardCommand };
export { clusterName };
