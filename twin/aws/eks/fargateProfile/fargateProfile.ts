import { randomUUID } from "node:crypto";
import { PROFILE_LABEL } from "../compute/controller";
import { arnOf, now } from "../../identifiers";
import type { Call, Created, ResourceType } from "../../resourceType";
import { removeOwnEntry } from "../access/entries";
import { computeConfigOf } from "../cluster/inputs";
import { startCompute, stopCompute } from "../compute/compute";
import { CLUSTER, type EksContext, FARGATE_PROFILE, ofCluster, waitFor } from "../context";
import { checkProfile, profileInputs, type ProfileInputs } from "./rules";
import type { V1Pod } from "../kubernetes/types";
import { nodeReference } from "../node/nodes";
import { versionOf } from "../cluster/stored";

/** Fargate profiles: immutable, and one change at a time in a cluster. */
export function fargateProfileType(context: EksContext): ResourceType {
  const queue = new ClusterQueue();
  return {
    type: FARGATE_PROFILE,

    create: (call, inputs): Promise<Created> => {
      const profile = profileInputs.parse(inputs);
      return queue.run(profile.clusterName, async () => {
        const cluster = checkProfile(call, profile);
        call.status("CREATING");
        await startCompute(context, call, cluster.id, versionOf(cluster));
        return {
          id: `${profile.clusterName}:${profile.fargateProfileName}`,
          outputs: {
            arn: arnOf(
              call,
              "eks",
              `fargateprofile/${profile.clusterName}/${profile.fargateProfileName}/${randomUUID()}`,
            ),
            createdAt: now(),
            status: "ACTIVE",
          },
        };
      });
    },

    delete: (call, current) => {
      const profile = profileInputs.parse(current.inputs);
      return queue.run(profile.clusterName, async () => {
        call.status("DELETING");
        call.account.put({ ...current, outputs: { ...current.outputs, status: "DELETING" } });
        await removePods(context, call, profile);
        call.account.remove(FARGATE_PROFILE, current.id);
        const cluster = call.account.get(CLUSTER, profile.clusterName);
        if (cluster && !computeConfigOf(cluster.inputs)) {
          await stopCompute(context, call, cluster.id, versionOf(cluster));
        }
        const others = ofCluster(call, FARGATE_PROFILE, profile.clusterName);
        if (!others.some(({ inputs }) => inputs["podExecutionRoleArn"] === profile.podExecutionRoleArn)) {
          removeOwnEntry(call, profile.clusterName, profile.podExecutionRoleArn);
        }
      });
    },
  };
}

/** The pods of a profile end with it; its own addresses are free again when its last node is gone. */
async function removePods(context: EksContext, call: Call, { fargateProfileName }: ProfileInputs): Promise<void> {
  const objects = context.objects(call);
  const labels = { [PROFILE_LABEL]: fargateProfileName };
  const pods = await objects.list<V1Pod>("v1", "Pod", { labels });
  for (const { metadata } of pods) {
    const { name = "", namespace = "default" } = metadata ?? {};
    await objects.delete({ apiVersion: "v1", kind: "Pod", name, namespace });
  }
  const nodes = pods.flatMap(({ spec }) => spec?.nodeName ?? []);
  await waitFor(context, call, async () => {
    const left = await Promise.all(nodes.map((name) => objects.get(nodeReference(name))));
    return left.every((node) => node === undefined) ? true : undefined;
  });
}

/** The provider sends the changes of a cluster's profiles one after another, as EKS wants them. */
class ClusterQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  run<T>(clusterName: string, change: () => T | Promise<T>): Promise<T> {
    const before = this.last.get(clusterName) ?? Promise.resolve();
    const result = before.then(change, change);
    this.last.set(clusterName, result);
    return result;
  }
}
