import { config } from "./config/current"; // first: it ends the program if the stack file is broken
import { groundsOf } from "./config/grounds";
import * as pulumi from "@pulumi/pulumi";
import { deployApps } from "./apps/deploy";
import { environmentTag } from "./components/account/environmentTag";
import { accountProvider } from "./components/account/provider";
import { cniSettings } from "./components/addons/cni.spec";
import { installAddons } from "./components/addons/install";
import { createAlarms } from "./components/alarms/create";
import { Charts } from "./components/charts/component";
import { Cluster } from "./components/cluster/component";
import { DataPlane } from "./components/dataPlane/component";
import { isAutoMode, isFargateProfile } from "./components/dataPlane/spec";
import { Certificates } from "./components/dns/component";
import { limitRoles } from "./components/iam/permissionsBoundary";
import { Network } from "./components/network/component";
import { createRegistry } from "./components/registry/create";

// Pulumi's runtime looks for source maps in every stack trace it takes, and there are none.
Reflect.deleteProperty(Error, "prepareStackTrace");
const { region, versions, dataPlane: groups, addons, charts, exposure, apps, dns } = config;
const { deletionProtection } = config.cluster;
const { id: accountId, deployerRoleArn, assumeDeployerRole, permissionsBoundaryArn, ebsKmsKeyArn } = config.account;

const inside = { region, accountId, availabilityZones: config.network.availabilityZones, deletionProtection };
const tags = { ...config.tags, [environmentTag]: pulumi.getStack() };
limitRoles(permissionsBoundaryArn);
const principalArns = Object.values(config.cluster.access).map(({ principalArn }) => principalArn);
const account = accountProvider("aws", { ...inside, deployerRoleArn, assumeDeployerRole, principalArns, tags });
const inAccount = { providers: [account] };

const { components: pulledFrom, outputs: registry } = createRegistry(config.registry, inside, inAccount);
const network = new Network("network", { ...config.network, ...inside, clusterName: config.cluster.name }, inAccount);

const place = { ...inside, vpcId: network.vpcId, subnetIds: network.privateSubnetIds };
const cni = cniSettings(addons, config.network);
const cluster = new Cluster(
  "cluster",
  {
    ...config.cluster,
    ...place,
    deployerRoleArn,
    assumeDeployerRole,
    kubernetesVersion: versions.kubernetes,
    autoMode: groups.find(isAutoMode),
    hasOidcProvider: groups.some(isFargateProfile),
    ebsKmsKeyArn,
    podSecurityGroups: cni.podSecurityGroups,
  },
  inAccount,
);

// Nodes need the registry, and some add-ons to become Ready and to drain; the other add-ons need nodes; apps need all.
const inCluster = { providers: [account, cluster.kubernetes] };
const ofAll = { tags, ebsKmsKeyArn, deletionProtection };
const ofPods = { cni, podSubnetIds: network.podSubnets?.subnetIds };
const pinned = { ...place, ...ofAll, ...ofPods, cluster, versions, groups, settings: addons, charts, dns };
const beforeNodes = installAddons("beforeNodes", pinned, inAccount);
const dataPlane = new DataPlane(
  "data-plane",
  { ...place, ...ofAll, cluster, groups, nodes: versions.nodes, cni },
  { ...inCluster, dependsOn: [...beforeNodes, ...pulledFrom, ...(network.podSubnets ? [network.podSubnets] : [])] },
);
const onNodes = { ...pinned, nodeSecurityGroupId: dataPlane.nodeSecurityGroupId };
const afterNodes = installAddons("afterNodes", onNodes, { ...inCluster, dependsOn: dataPlane });
const certificates = new Certificates("certificates", dns, inAccount);
const onTop = { ...inCluster, dependsOn: [dataPlane, ...afterNodes, certificates] };
if (Object.keys(charts.releases).length > 0) new Charts("charts", charts, onTop);

export const { arns: certificateArns } = certificates;
const onMetrics = { ...inAccount, dependsOn: afterNodes };
export const alarms = createAlarms(config.alarms, { ...onNodes, certificates }, onMetrics);
export const { appCommands, exposedApps } = deployApps(
  { apps, exposure, region, cluster, grounds: groundsOf(config), chartMirror: charts.mirror },
  onTop,
);
export const { kubernetesVersion, endpoint, kubeconfig, kubeconfigCommand, clusterName } = cluster;
export { registry };
