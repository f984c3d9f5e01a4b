import type * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { problemsOf } from "../../../components/workload/check";
import { CronJob } from "../../../components/workload/cronJob";
import { DaemonSet } from "../../../components/workload/daemonSet";
import { Deployment } from "../../../components/workload/deployment";
import { Job } from "../../../components/workload/job";
import type { Workload } from "../../../components/workload/model/workloads";
import { Pod } from "../../../components/workload/singlePod";
import { StatefulSet } from "../../../components/workload/statefulSet";
import { workload } from "../../components/workload/arbitrary";
import { recordComponent } from "../../helpers/component";
import { useControlPlane } from "./bareControlPlane";

/** As many as are made of each other's options, sound ones and others. */
const count = 1500;

describe("workloads of every kind, made up of any options", () => {
  const controlPlane = useControlPlane();

  it("are accepted by the API server, field by field, or refused here with the option that is wrong", async () => {
    const generated = fc.sample(workload, { numRuns: count, seed: 12 });
    const problems = generated.map((each) => problemsOf(each, { namespace: "shop", labels: {} }));
    const sound = generated.filter((_, index) => problems[index]?.length === 0);
    assert.ok(sound.length >= 500, `only ${sound.length} of ${count} are sound`);
    for (const { option, message } of problems.flat()) {
      assert.match(message, /^(must|needs)/, `${option} ${message}`);
    }

    await controlPlane.start();
    await controlPlane.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    const objects = await manifestsOf(sound);
    // The API server looks for the account of a pod that is made alone.
    await controlPlane.apply(...objects.filter(({ kind }) => kind === "ServiceAccount"));
    const refused: string[] = [];
    const file = join(controlPlane.directory(), "objects.json");
    for (let first = 0; first < objects.length; first += 400) {
      const items = objects.slice(first, first + 400).filter(({ kind }) => kind !== "ServiceAccount");
      writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
      refused.push(await refusals(controlPlane, file));
    }
    assert.equal(refused.join(""), "");
  });
});

/** What a server-side dry run with strict fields says against the objects. */
async function refusals({ kubectl }: ReturnType<typeof useControlPlane>, file: string): Promise<string> {
  try {
    await kubectl("create", "--dry-run=server", "--validate=strict", "--filename", file);
    return "";
  } catch (error) {
    return (error as { stderr: string }).stderr;
  }
}

async function manifestsOf(workloads: readonly Workload[]): Promise<{ readonly kind: unknown }[]> {
  const recording = await recordComponent((opts) => {
    workloads.forEach((each, index) => make(`w${index}`, each, opts));
  });
  return recording.resources
    .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith("Patch"))
    .map(({ name, inputs }) => ({ ...inputs, kind: inputs.kind, metadata: { name, ...(inputs.metadata as object) } }));
}

function make(name: string, { kind, args }: Workload, opts: pulumi.ComponentResourceOptions): void {
  const namespace = "shop";
  switch (kind) {
    case "Deployment":
      new Deployment(name, { ...args, namespace }, opts);
      break;
    case "StatefulSet":
      new StatefulSet(name, { ...args, namespace }, opts);
      break;
    case "DaemonSet":
      new DaemonSet(name, { ...args, namespace }, opts);
      break;
    case "Job":
      new Job(name, { ...args, namespace }, opts);
      break;
    case "CronJob":
      new CronJob(name, { ...args, namespace }, opts);
      break;
    case "Pod":
      new Pod(name, { ...args, namespace }, opts);
  }
}
