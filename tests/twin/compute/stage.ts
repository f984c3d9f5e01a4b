import type { V1Node, V1Pod } from "../../../twin/aws/eks/kubernetes/types";
import { shown } from "../../../twin/aws/read";
import { AccountView } from "../../../twin/compute/accountView";
import { ComputeInterfaces } from "../../../twin/compute/interfaces";
import type { Properties } from "../../../twin/provider/values";
import { FakeCluster } from "../aws/eks/fakeCluster";
import { ACCOUNT, REGION, SimulatedAws } from "../aws/simulated";

/** An account with a cluster, as the compute controller in its own process sees it, and the cluster's API server. */
export class ComputeStage extends SimulatedAws {
  readonly cluster = new FakeCluster();
  readonly view = new AccountView(
    { clusterName: "demo", region: REGION, accountFile: this.account.stateFile },
    this.files.interfaces,
  );
  readonly interfaces = this.restarted();

  constructor(computeConfig?: Properties) {
    super();
    for (const [index, zone] of ["a", "b"].entries()) this.putSubnet(`subnet-${zone}`, `10.0.${index}.0/24`, zone);
    this.putCluster("1.36", computeConfig);
  }

  putCluster(version: string, computeConfig?: Properties): void {
    const subnetIds = ["subnet-a", "subnet-b"];
    const vpcConfig = { vpcId: "vpc-1", subnetIds, clusterSecurityGroupId: "sg-cluster" };
    this.put("aws:eks/cluster:Cluster", "demo", {
      name: "demo",
      roleArn: `arn:aws:iam::${ACCOUNT}:role/cluster`,
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
    return new ComputeInterfaces(this.files.interfaces, () => this.view.account);
  }
}
