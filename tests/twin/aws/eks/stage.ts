import { existsSync, readFileSync } from "node:fs";
import { nodeadmUserData } from "../../../../components/dataPlane/nodes/nodeadm";
import { webhookReference } from "../../../../twin/aws/eks/compute/controller";
import { shown } from "../../../../twin/aws/read";
import type { ClusterRuntime } from "../../../../twin/aws/resourceType";
import type { Properties } from "../../../../twin/provider/values";
import { ACCOUNT, SimulatedAws, type Which } from "../simulated";
import { FakeCluster } from "./fakeCluster";

export const CLUSTER_ROLE = roleArn("cluster");
export const NODE_ROLE = roleArn("node");
export const FARGATE_ROLE = roleArn("fargate");

export const CLUSTER = "aws:eks/cluster:Cluster";
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const ADDON = "aws:eks/addon:Addon";
export const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
export const ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
export const FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile";

/** The ordinary cluster, its ordinary node group and its add-ons. */
export const DEMO: Which = { type: CLUSTER, id: "demo" };
export const SYSTEM: Which = { type: NODE_GROUP, id: "demo:system" };
export const addon = (name: string): Which => ({ type: ADDON, id: `demo:${name}` });

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** A simulated account with a network and roles, ready for a cluster, whose API server is in memory. */
export class Stage extends SimulatedAws {
  readonly cluster = new FakeCluster();
  /** Minors that the control plane was brought to, in order. */
  readonly minors: string[] = [];
  /** Goes on by a millisecond with each look at it: how often something is tried does not depend on the machine. */
  private clock = Date.parse("2026-11-21T12:00:00Z");
  startControlPlane: ClusterRuntime["ensure"] = (_name, minor) => {
    this.minors.push(minor);
    if (this.wantsCompute) this.cluster.put({ ...webhook });
    return Promise.resolve({ endpoint: "https://127.0.0.1:6443", certificateAuthorityData: "Y2E=" });
  };

  /** @param config of the provider */
  constructor(config: Properties = {}) {
    super({
      config,
      ensureCluster: (...args) => this.startControlPlane(...args),
      eks: { objects: () => this.cluster, now: () => new Date(this.clock++), patience: 20, pollInterval: 1 },
    });
    this.putNetwork();
    this.putLaunchTemplate("lt-nodes", {});
    this.putRole("cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"]);
    this.putRole("node", "ec2.amazonaws.com", [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEKS_CNI_Policy",
    ]);
    this.putRole("fargate", "eks-fargate-pods.amazonaws.com", ["AmazonEKSFargatePodExecutionRolePolicy"]);
    this.putRole("pod", "pods.eks.amazonaws.com", ["AmazonEKS_CNI_Policy"], ["sts:AssumeRole", "sts:TagSession"]);
  }

  /** Whether EKS has asked for the controller that makes nodes for Fargate and Auto Mode. */
  get wantsCompute(): boolean {
    return existsSync(this.files.compute);
  }

  passTime(seconds: number): void {
    this.clock += seconds * 1000;
  }

  identities(): unknown {
    return JSON.parse(readFileSync(this.files.identities, "utf8"));
  }

  /** From when on the API server knows the principal: an access entry works ten seconds after it was made. */
  knownSince(principalArn: string): string {
    const entry = this.account.get(ACCESS_ENTRY, `demo:${principalArn}`);
    return new Date(Date.parse(shown(entry?.outputs.createdAt)) + 10_000).toISOString();
  }

  /** Types of what AWS itself made and still keeps. */
  hidden(): string[] {
    return this.account
      .all()
      .filter(({ hidden }) => hidden)
      .map(({ type }) => type);
  }

  putRole(name: string, service: string, policies: readonly string[], actions = ["sts:AssumeRole"]): void {
    const statement = { Effect: "Allow", Action: actions, Principal: { Service: service } };
    const role = name.slice(name.lastIndexOf("/") + 1);
    this.put("aws:iam/role:Role", role, {
      name: role,
      arn: roleArn(name),
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    });
    for (const policy of policies) {
      const attachment = { role, policyArn: `arn:aws:iam::aws:policy/${policy}` };
      this.put("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `${name}/${policy}`, attachment);
    }
  }

  /** A launch template with one more version. */
  putLaunchTemplate(id: string, data: Properties): void {
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    const versions = (this.account.get(type, id)?.outputs["__versions"] ?? []) as Properties[];
    const version = {
      userData: nodeadmUserData({ maxPods: 29 }),
      vpcSecurityGroupIds: ["sg-nodes"],
      blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { volumeSize: 50 } }],
      ...data,
    };
    this.account.put({ type, id, inputs: version, outputs: { name: id, __versions: [...versions, version] } });
  }

  private putNetwork(): void {
    this.put("aws:ec2/vpc:Vpc", "vpc-1", { cidrBlock: "10.0.0.0/16", mainRouteTableId: "rtb-main" });
    for (const [index, zone] of ["a", "b", "c"].entries()) this.putSubnet(`subnet-${zone}`, `10.0.${index}.0/24`, zone);
  }
}

const { apiVersion, kind, name: webhookName } = webhookReference;
/** What the controller does first. */
const webhook = { apiVersion, kind, metadata: { name: webhookName } };

/** The inputs of an ordinary cluster. */
export function clusterInputs(over: Properties = {}): Properties {
  return {
    name: "demo",
    roleArn: CLUSTER_ROLE,
    version: "1.36",
    vpcConfig: { subnetIds: ["subnet-a", "subnet-b"], endpointPrivateAccess: true, endpointPublicAccess: true },
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    bootstrapSelfManagedAddons: false,
    kubernetesNetworkConfig: { serviceIpv4Cidr: "172.20.0.0/16" },
    upgradePolicy: { supportType: "EXTENDED" },
    ...over,
  };
}

/** The inputs of an ordinary node group of that cluster. */
export function nodeGroupInputs(over: Properties = {}): Properties {
  return {
    clusterName: "demo",
    nodeGroupName: "system",
    nodeRoleArn: NODE_ROLE,
    subnetIds: ["subnet-a", "subnet-b"],
    scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 4 },
    amiType: "AL2023_x86_64_STANDARD",
    capacityType: "ON_DEMAND",
    instanceTypes: ["m5.large"],
    launchTemplate: { id: "lt-nodes", version: "1" },
    updateConfig: { maxUnavailable: 1, updateStrategy: "DEFAULT" },
    version: "1.36",
    releaseVersion: "1.36.4-20260923",
    ...over,
  };
}

export function addonInputs(addonName: string, addonVersion: string, over: Properties = {}): Properties {
  const resolve = { resolveConflictsOnCreate: "OVERWRITE", resolveConflictsOnUpdate: "OVERWRITE" };
  return { clusterName: "demo", addonName, addonVersion, ...resolve, ...over };
}

export const VPC_CNI = addonInputs("vpc-cni", "v1.22.4-eksbuild.3");
export const KUBE_PROXY = addonInputs("kube-proxy", "v1.36.0-eksbuild.25");
export const COREDNS = addonInputs("coredns", "v1.14.3-eksbuild.23");

/** A stage with the ordinary cluster on it. */
export async function stageWithCluster(over: Properties = {}): Promise<Stage> {
  const stage = new Stage();
  await stage.create(CLUSTER, clusterInputs(over));
  return stage;
}

/** With a network plugin, so that nodes become Ready. */
export async function stageForNodes(over: Properties = {}): Promise<Stage> {
  const stage = await stageWithCluster(over);
  await stage.create(ADDON, VPC_CNI);
  return stage;
}
