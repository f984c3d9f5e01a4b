import path from "node:path";
import { Account } from "../../../twin/aws/account";
import type { V1Node, V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import { AccountView } from "../../../twin/compute/accountView";
import { readInterfaces } from "../../../twin/aws/eks/compute/controller";
import { ComputeInterfaces } from "../../../twin/compute/interfaces";
import { shown } from "../../../twin/aws/read";
import type { Properties } from "../../../twin/provider/values";
import { FakeCluster } from "../aws/eks/fakeCluster";
import { temporaryDirectory } from "../../helpers/temporaryDirectory";

export const REGION = "eu-west-1";

/** An account with a cluster, as the compute controller sees it, and the cluster's API server. */
export class ComputeStage {
  readonly cluster = new FakeCluster();
  readonly view: AccountView;
  readonly interfaces: ComputeInterfaces;
  /** The account as the provider has it, in another process. */
  readonly account: Account;

  constructor(computeConfig?: Properties) {
    const directory = temporaryDirectory();
    const [accountFile, interfacesFile] = ["account.json", "interfaces.json"].map((name) => path.join(directory, name));
    if (accountFile === undefined || interfacesFile === undefined) throw new Error("unreachable");
    this.account = new Account("111111111111", accountFile, readInterfaces(interfacesFile));
    this.view = new AccountView({ clusterName: "demo", region: REGION, accountFile }, interfacesFile);
    this.interfaces = new ComputeInterfaces(interfacesFile, () => this.view.account);
    for (const [index, zone] of ["a", "b"].entries()) {
      this.put("aws:ec2/subnet:Subnet", `subnet-${zone}`, {
        vpcId: "vpc-1",
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `${REGION}${zone}`,
        availabilityZoneId: `euw1-az${index + 1}`,
        region: REGION,
      });
    }
    this.putCluster("1.36", computeConfig);
  }

  putCluster(version: string, computeConfig?: Properties): void {
    const subnetIds = ["subnet-a", "subnet-b"];
    const vpcConfig = { vpcId: "vpc-1", subnetIds, clusterSecurityGroupId: "sg-cluster" };
    this.put("aws:eks/cluster:Cluster", "demo", {
      name: "demo",
      roleArn: "arn:aws:iam::111111111111:role/cluster",
      version,
      vpcConfig,
      ...(computeConfig && { computeConfig }),
    });
  }

  putProfile(name: string, selectors: Properties[], subnetIds = ["subnet-a", "subnet-b"], status = "ACTIVE"): void {
    this.put("aws:eks/fargateProfile:FargateProfile", `demo:${name}`, {
      clusterName: "demo",
      fargateProfileName: name,
      selectors,
      subnetIds,
      status,
    });
  }

  put(type: string, id: string, properties: Properties): void {
    this.account.put({ type, id, inputs: properties, outputs: properties });
  }

  putPod(pod: V1Pod): void {
    this.cluster.put({ apiVersion: "v1", kind: "Pod", ...pod });
  }

  async pod(name: string, namespace = "default"): Promise<V1Pod> {
    const found = await this.cluster.get<V1Pod>({ apiVersion: "v1", kind: "Pod", name, namespace });
    if (!found) throw new Error(`no pod ${namespace}/${name}`);
    return found;
  }

  async nodeOf(name: string, namespace = "default"): Promise<V1Node> {
    const { spec } = await this.pod(name, namespace);
    const node = this.cluster.nodes().find(({ metadata }) => metadata?.name === spec?.nodeName);
    if (!node) throw new Error(`pod ${name} has no node`);
    return node;
  }

  /** Addresses that the account shows as taken, whoever took them. */
  addresses(): string[] {
    return this.account
      .list("aws:ec2/networkInterface:NetworkInterface")
      .map(({ outputs }) => shown(outputs["privateIp"]))
      .sort();
  }

  /** The controller after a restart. */
  restarted(): ComputeInterfaces {
    return new ComputeInterfaces(this.interfaces.file, () => this.view.account);
  }
}
