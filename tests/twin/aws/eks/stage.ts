import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Account } from "../../../../twin/aws/account";
import type { ClusterObjects } from "../../../../twin/aws/eks/kubernetes/objects";
import type { EksContext } from "../../../../twin/aws/eks/context";
import { eksFunctionsOf } from "../../../../twin/aws/eks/functions";
import { eksTypesOf } from "../../../../twin/aws/eks";
import { AwsProvider } from "../../../../twin/aws/provider";
import { recover } from "../../../../twin/aws/recovery";
import type { ClusterRuntime } from "../../../../twin/aws/resourceType";
import { webhookReference } from "../../../../twin/aws/eks/compute/controller";
import { ControlPlaneFiles } from "../../../../twin/controlPlane/files";
import type { Host } from "../../../../twin/provider/resourceProvider";
import type { Properties } from "../../../../twin/provider/values";
import { FakeCluster } from "./fakeCluster";
import { temporaryDirectory } from "../../../helpers/temporaryDirectory";

export const ACCOUNT_ID = "111111111111";
export const REGION = "eu-west-1";
export const CALLER = `arn:aws:iam::${ACCOUNT_ID}:role/platform-deployer`;

export const CLUSTER_ROLE = roleArn("cluster");
export const NODE_ROLE = roleArn("node");
export const FARGATE_ROLE = roleArn("fargate");
export const POD_ROLE = roleArn("pod");

export const CLUSTER = "aws:eks/cluster:Cluster";
export const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
export const ADDON = "aws:eks/addon:Addon";
export const ACCESS_ENTRY = "aws:eks/accessEntry:AccessEntry";
export const ACCESS_POLICY = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
export const FARGATE_PROFILE = "aws:eks/fargateProfile:FargateProfile";
export const POD_IDENTITY = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
}

interface StageOptions {
  readonly runtime?: (directory: string) => ClusterRuntime;
  readonly objects?: (runtime: ClusterRuntime) => ClusterObjects;
  readonly patience?: number;
}

/** A simulated account with a network and roles, ready for a cluster. */
export class Stage {
  readonly directory = temporaryDirectory();
  readonly account = new Account(ACCOUNT_ID, path.join(this.directory, "aws.json"));
  readonly cluster = new FakeCluster();
  /** Minors that the control plane was brought to, in order. */
  readonly minors: string[] = [];
  readonly warnings: string[] = [];
  now = new Date("2026-11-21T12:00:00Z");
  /** What the next command does first. */
  readonly recover: () => Promise<void>;
  private readonly provider: AwsProvider;
  private readonly ready: Promise<void>;

  constructor(options: StageOptions = {}) {
    const runtime = options.runtime?.(this.directory) ?? this.fakeRuntime();
    const context: EksContext = {
      objects: () => options.objects?.(runtime) ?? this.cluster,
      now: () => this.now,
      patience: options.patience ?? 20,
      pollInterval: 1,
    };
    const simulation = {
      account: this.account,
      callerArn: CALLER,
      cluster: runtime,
      types: new Map(eksTypesOf(context).map((type) => [type.type, type])),
      functions: eksFunctionsOf(context),
      underWay: new Set<string>(),
    };
    const host: Host = {
      log: (severity, message) => {
        if (severity === "warning") this.warnings.push(message);
      },
      cancelled: new AbortController().signal,
    };
    this.provider = new AwsProvider(simulation, host);
    this.recover = () => recover(simulation, host);
    this.ready = this.provider.configure({ region: REGION });
    this.addNetwork();
    this.addRoles();
  }

  async create(type: string, inputs: Properties, name = "test"): Promise<{ id: string; outputs: Properties }> {
    await this.ready;
    const checked = await this.provider.check({
      ...identity(type, name),
      olds: {},
      news: inputs,
      randomSeed: new Uint8Array(8),
    });
    if (checked.failures?.length) throw new Error(checked.failures.map(({ reason }) => reason).join("; "));
    return this.provider.create({ ...identity(type, name), inputs: checked.inputs, preview: false, timeoutSeconds: 0 });
  }

  /** Updates the resource to its present inputs with these changes. */
  async update(type: string, id: string, changes: Properties, name = "test"): Promise<Properties> {
    const current = this.account.get(type, id);
    if (!current) throw new Error(`${type} ${id} does not exist`);
    const news = { ...current.inputs, ...changes };
    return this.provider.update({
      ...identity(type, name),
      id,
      oldInputs: current.inputs,
      oldOutputs: current.outputs,
      news,
      preview: false,
      ignoreChanges: [],
      timeoutSeconds: 0,
    });
  }

  async delete(type: string, id: string, name = "test"): Promise<void> {
    const current = this.account.get(type, id);
    await this.provider.delete({
      ...identity(type, name),
      id,
      inputs: current?.inputs ?? {},
      outputs: current?.outputs ?? {},
      timeoutSeconds: 0,
    });
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    await this.ready;
    return this.provider.invoke(token, args);
  }

  identities(): unknown {
    return JSON.parse(readFileSync(path.join(this.directory, "identities.json"), "utf8"));
  }

  /** Types and ids of what AWS itself made and still keeps. */
  hidden(): string[] {
    return this.account
      .all()
      .filter(({ hidden }) => hidden)
      .map(({ type }) => type);
  }

  addRole(name: string, service: string, policies: readonly string[], actions = ["sts:AssumeRole"]): void {
    const statement = { Effect: "Allow", Action: actions, Principal: { Service: service } };
    const outputs = {
      name: name.slice(name.lastIndexOf("/") + 1),
      arn: roleArn(name),
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }),
    };
    this.account.put({ type: "aws:iam/role:Role", id: outputs.name, inputs: outputs, outputs });
    for (const policy of policies) {
      const attachment = { role: outputs.name, policyArn: `arn:aws:iam::aws:policy/${policy}` };
      const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
      this.account.put({ type, id: `${name}/${policy}`, inputs: attachment, outputs: attachment });
    }
  }

  addSubnet(id: string, cidrBlock: string, zone: string, zoneId = `euw1-az${zone.charCodeAt(0) - 96}`): void {
    const outputs = {
      vpcId: "vpc-1",
      cidrBlock,
      availabilityZone: `${REGION}${zone}`,
      availabilityZoneId: zoneId,
      region: REGION,
      mapPublicIpOnLaunch: false,
    };
    this.account.put({ type: "aws:ec2/subnet:Subnet", id, inputs: outputs, outputs });
  }

  private addNetwork(): void {
    const vpc = { cidrBlock: "10.0.0.0/16", mainRouteTableId: "rtb-main" };
    this.account.put({ type: "aws:ec2/vpc:Vpc", id: "vpc-1", inputs: vpc, outputs: vpc });
    for (const [index, zone] of ["a", "b", "c"].entries()) this.addSubnet(`subnet-${zone}`, `10.0.${index}.0/24`, zone);
    this.addSubnet("subnet-public", "10.0.9.0/24", "a");
    const table = { vpcId: "vpc-1", routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: "igw-1" }] };
    this.account.put({ type: "aws:ec2/routeTable:RouteTable", id: "rtb-public", inputs: table, outputs: table });
    const association = { subnetId: "subnet-public", routeTableId: "rtb-public" };
    const type = "aws:ec2/routeTableAssociation:RouteTableAssociation";
    this.account.put({ type, id: "rtbassoc-1", inputs: association, outputs: association });
  }

  private addRoles(): void {
    this.addRole("cluster", "eks.amazonaws.com", ["AmazonEKSClusterPolicy"]);
    this.addRole("node", "ec2.amazonaws.com", [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEC2ContainerRegistryPullOnly",
      "AmazonEKS_CNI_Policy",
    ]);
    this.addRole("fargate", "eks-fargate-pods.amazonaws.com", ["AmazonEKSFargatePodExecutionRolePolicy"]);
    this.addRole("pod", "pods.eks.amazonaws.com", ["AmazonEKS_CNI_Policy"], ["sts:AssumeRole", "sts:TagSession"]);
  }

  private fakeRuntime(): ClusterRuntime {
    const kubeconfigs = path.join(this.directory, "kubeconfigs");
    mkdirSync(kubeconfigs);
    return {
      ensure: (_name, minor) => {
        this.minors.push(minor);
        // The compute controller's first act.
        if (existsSync(new ControlPlaneFiles(this.directory).compute)) this.cluster.put({ ...webhook });
        return Promise.resolve({ endpoint: "https://127.0.0.1:6443", certificateAuthorityData: "Y2E=" });
      },
      kubeconfig: () => path.join(kubeconfigs, "admin.yaml"),
      discard: () => Promise.resolve(),
    };
  }
}

const { apiVersion, kind, name: webhookName } = webhookReference;
const webhook = { apiVersion, kind, metadata: { name: webhookName } };

function identity(type: string, name: string) {
  return { urn: `urn:pulumi:dev::eks-platform::${type}::${name}`, type, name };
}

/** The inputs of an ordinary cluster. */
export function clusterInputs(over: Properties = {}): Properties {
  return {
    name: "demo",
    roleArn: CLUSTER_ROLE,
    version: "1.36",
    vpcConfig: { subnetIds: ["subnet-a", "subnet-b"], endpointPrivateAccess: true, endpointPublicAccess: true },
    accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
    bootstrapSelfManagedAddons: false,
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
    instanceTypes: ["m5.large"],
    releaseVersion: "1.36.4-20260923",
    ...over,
  };
}

export function addonInputs(addonName: string, addonVersion: string, over: Properties = {}): Properties {
  return { clusterName: "demo", addonName, addonVersion, ...over };
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
