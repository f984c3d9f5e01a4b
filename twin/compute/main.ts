import { setTimeout as sleep } from "node:timers/promises";
import { ApiServer } from "../apiServer/apiServer";
import { ControlPlaneFiles } from "../controlPlane/files";
import { AccountView } from "./accountView";
import { AutoMode } from "./autoMode/autoMode";
import { FargateScheduler } from "./fargate/scheduler";
import { FargateWebhook } from "./fargate/webhook";
import { ComputeInterfaces } from "./interfaces";
import { Karpenter } from "./karpenter/karpenter";
import { type ComputeRecord, readRecord } from "../aws/eks/compute/controller";

/** Between two looks at the API server, in milliseconds. */
const INTERVAL = 500;

/**
 * What EKS does in an account of its own for Fargate and Auto Mode, and Karpenter in its pods, which are simulated: it runs beside the control plane for
 * as long as the cluster has one of them.
 *
 * @param directory of the control plane
 */
async function run(directory: string): Promise<void> {
  const files = new ControlPlaneFiles(directory);
  const record = readRecord(files.compute);
  if (!record) return;
  const cluster = new ApiServer(files.kubeconfig("admin"));
  const view = new AccountView(record, files.interfaces);
  const interfaces = new ComputeInterfaces(files.interfaces, () => view.account);
  const webhook = new FargateWebhook(files, () => view.profiles);
  const parts = [FargateScheduler, AutoMode, Karpenter].map((Part) => {
    const part = new Part(cluster, view, interfaces);
    return new Attempts(() => part.reconcile());
  });
  await webhook.start(cluster);
  // Without the record the cluster has no such compute any more, or is gone.
  while (isCurrent(files, record)) {
    for (const part of parts) await part.run();
    await sleep(INTERVAL);
  }
  webhook.stop();
  cluster.close();
}

function isCurrent(files: ControlPlaneFiles, { clusterName }: ComputeRecord): boolean {
  return readRecord(files.compute)?.clusterName === clusterName;
}

/** An object may change between a look and a step, and the API server may restart: the next look sees how things are. */
class Attempts {
  private reported = "";

  constructor(private readonly step: () => Promise<void>) {}

  async run(): Promise<void> {
    try {
      await this.step();
    } catch (error) {
      const report = error instanceof Error ? (error.stack ?? error.message) : String(error);
      // What goes on failing is told once.
      if (report !== this.reported) console.error(`${new Date().toISOString()} ${report}`);
      this.reported = report;
    }
  }
}

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: main.ts <folder of the control plane>");
void run(directory);
