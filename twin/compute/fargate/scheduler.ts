import { AwsError } from "../../aws/error";
import { type ClusterObjects, referenceTo } from "../../aws/eks/kubernetes/objects";
import { deleteNode } from "../../aws/eks/kubernetes/drain";
import type { V1ConfigMap, V1Node, V1Pod } from "../../aws/eks/kubernetes/types";
import type { AccountView, SubnetView } from "../accountView";
import type { ComputeInterfaces } from "../interfaces";
import { recordEvent } from "../podEvents";
import { COMPUTE_TYPE, PROFILE_LABEL } from "../../aws/eks/compute/controller";
import { FARGATE_SCHEDULER } from "./admission";
import { fargateNode, fargateNodeName } from "./node";
import { sizeOf, unsupported } from "./support";

/** Gives every pod that a Fargate profile took a node of its own, and takes the node away with its pod. */
export class FargateScheduler {
  constructor(
    private readonly cluster: ClusterObjects,
    private readonly view: AccountView,
    private readonly interfaces: ComputeInterfaces,
  ) {}

  /** Looks once. */
  async reconcile(): Promise<void> {
    const fields = `spec.schedulerName=${FARGATE_SCHEDULER}`;
    const pods = await this.cluster.list<V1Pod>("v1", "Pod", { fields });
    await this.removeLeftNodes(pods);
    for (const pod of pods) {
      const isWaiting = pod.spec?.nodeName === undefined && pod.metadata?.deletionTimestamp === undefined;
      if (isWaiting) await this.schedule(pod);
    }
  }

  private async removeLeftNodes(pods: readonly V1Pod[]): Promise<void> {
    const nodes = await this.cluster.list<V1Node>("v1", "Node", { labels: { [COMPUTE_TYPE]: "fargate" } });
    const names = nodes.map(({ metadata }) => metadata?.name ?? "");
    const used = new Set(pods.map(({ spec }) => spec?.nodeName));
    for (const name of names.filter((candidate) => !used.has(candidate))) await deleteNode(this.cluster, name);
    const left = this.interfaces.owners().filter((owner) => owner.startsWith("fargate-") && !used.has(owner));
    for (const owner of left) this.interfaces.release(owner);
  }

  private async schedule(pod: V1Pod): Promise<void> {
    const { name = "", namespace = "default", labels = {} } = pod.metadata ?? {};
    const profile = this.view.profiles.find(({ fargateProfileName }) => fargateProfileName === labels[PROFILE_LABEL]);
    const { minor } = this.view;
    if (!profile || minor === undefined) {
      return this.refuse(pod, `Fargate profile ${labels[PROFILE_LABEL] ?? ""} is not there`);
    }
    const problem = await unsupported(this.cluster, pod);
    if (problem !== undefined) return this.refuse(pod, problem);
    const size = sizeOf(pod);
    if (!size) return this.refuse(pod, "Your pod's cpu/memory requirements exceed the max Fargate configuration");

    const [subnet] = this.view.subnets(profile.subnetIds).sort((a, b) => b.freeAddresses - a.freeAddresses);
    const address = subnet && this.takeAddress(subnet);
    if (!subnet || address === undefined) {
      const subnets = profile.subnetIds.join(", ");
      return this.refuse(pod, `InsufficientFreeAddressesInSubnet: the subnets ${subnets} have no address left`);
    }
    const { region } = this.view;
    await this.cluster.create(fargateNode({ address, region, subnet, size, minor }));
    const logging = await this.logging(pod);
    await this.cluster.merge(
      { apiVersion: "v1", kind: "Pod", name, namespace },
      {
        metadata: {
          annotations: { CapacityProvisioned: `${size.vcpu}vCPU ${size.memoryGiB}GB`, Logging: logging },
        },
      },
    );
    await this.cluster.bind(namespace, name, fargateNodeName(address, region));
  }

  private takeAddress(subnet: SubnetView): string | undefined {
    try {
      const owner = (address: string) => fargateNodeName(address, this.view.region);
      return this.interfaces.take(subnet.id, owner, this.view.securityGroupIds);
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html */
  private async logging(pod: V1Pod): Promise<string> {
    const reference = { apiVersion: "v1", kind: "ConfigMap", name: "aws-logging", namespace: "aws-observability" };
    if (await this.cluster.get<V1ConfigMap>(reference)) return "LoggingEnabled";
    const message = 'Disabled logging because aws-logging configmap was not found. configmap "aws-logging" not found';
    await recordEvent(this.cluster, pod, {
      type: "Warning",
      reason: "LoggingDisabled",
      message,
      by: FARGATE_SCHEDULER,
    });
    return "LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND";
  }

  /** Says once, in the pod's condition and an event, why it stays Pending. */
  private async refuse(pod: V1Pod, message: string): Promise<void> {
    const known = pod.status?.conditions?.find(({ type }) => type === "PodScheduled");
    if (known?.message === message) return;
    const lastTransitionTime = new Date();
    const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message, lastTransitionTime };
    await this.cluster.mergeStatus(referenceTo(pod), { conditions: [condition] });
    await recordEvent(this.cluster, pod, {
      type: "Warning",
      reason: "FailedScheduling",
      message,
      by: FARGATE_SCHEDULER,
    });
  }
}
