import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { ControlPlaneFiles, kwokNodeAnnotation, writeFailingWorkloads } from "../../../twin/controlPlane";
import { realisticDurations as seconds } from "../../../twin/controlPlane/pods/durations";
import type { FailingWorkloads } from "../../../twin/controlPlane/pods/failures";
import { atLeastOne } from "../../helpers/atLeastOne";
import { useControlPlane } from "./bareControlPlane";

interface Pod {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly {
      readonly restartCount: number;
      readonly state: {
        readonly waiting?: { readonly reason: string };
        readonly terminated?: { readonly exitCode: number; readonly reason: string };
      };
      readonly lastState?: { readonly terminated?: { readonly exitCode: number; readonly reason: string } };
    }[];
  };
}

interface JobStatus {
  readonly status: {
    readonly failed?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string }[];
  };
}

describe("pods on the control plane", () => {
  const { directory, start, kubectl, apply, watching } = useControlPlane();

  const get = async <Result>(...args: string[]) => JSON.parse(await kubectl("get", ...args, "--output=json")) as Result;
  const pods = async (app: string) => (await get<{ items: Pod[] }>("pods", `--selector=app=${app}`)).items;
  /** Looks until the state is as wanted; the test's own timeout is the limit. */
  const until = async <Result>(look: () => Promise<Result>, isWanted: (result: Result) => boolean): Promise<Result> => {
    for (;;) {
      const result = await look();
      if (isWanted(result)) return result;
      await sleep(100);
    }
  };
  const fail = async (failing: FailingWorkloads) => {
    writeFailingWorkloads(new ControlPlaneFiles(directory()), failing);
    await start();
  };

  it("become Ready and end after the time that their probes, hooks and processes take", async () => {
    await start({ instantPods: false });
    const probed = { readinessProbe: { ...probe, initialDelaySeconds: 4 } };
    const watch = watching(
      ["pods"],
      "{.metadata.name} {.status.phase} {.status.containerStatuses[0].state} {.metadata.deletionTimestamp}",
    );
    await apply(node(), pod("first", {}));
    await watch.until((text) => text.startsWith("first"));
    await apply(pod("slow", { ...probed, lifecycle: { preStop: { sleep: { seconds: 5 } } } }));
    const running = await watch.until((text) => text.startsWith("slow Running"));
    assert.ok(watch.seen.some(({ text }) => /^slow Pending.*ContainerCreating/.test(text)));
    await kubectl("wait", "--for=condition=Ready", "pod/slow", "--timeout=60s");
    assert.ok(Date.now() - running.at >= 4000);

    await kubectl("delete", "pod/slow", "--wait=false");
    const deleted = await watch.until((text) => /^slow.*Z$/.test(text));
    await kubectl("wait", "--for=delete", "pod/slow", "--timeout=60s");
    assert.ok(Date.now() - deleted.at >= 5000);
  });

  it("are replaced one by one, as fast as they become ready, and never fewer available than asked for", async () => {
    await start({ instantPods: false });
    await apply(node(), deployment("web", 2));
    await kubectl("rollout", "status", "deployment/web", "--timeout=120s");

    const watch = watching(
      ["deployment/web"],
      "{.status.availableReplicas} {.status.replicas} {.status.updatedReplicas}",
    );
    await watch.until((text) => text === "2 2 2");
    await kubectl("set", "image", "deployment/web", "web=nginx:2");
    const begun = await watch.until((text) => / 3 /.test(text));
    const ended = await watch.until((text) => text === "2 2 2", begun);
    // The second pod is started when the first is ready.
    const least = 2 * (seconds.start.from + seconds.ready.from) * 1000;
    assert.ok(ended.at - begun.at >= least);
    assert.deepEqual(
      watch.seen.filter(({ text }) => !/^[23] /.test(text)),
      [],
    );
  });

  it("take no time when asked for", async () => {
    await start({ instantPods: true });
    await apply(node(), deployment("web", 2), job("once", {}));
    await kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    await kubectl("wait", "--for=condition=Complete", "job/once", "--timeout=60s");
    const [found] = await pods("web");
    assert.match(found?.status.podIP ?? "", /^100\.64\./);
  });

  it("crash, and run again once mended, with their restarts counted", async () => {
    await start({ instantPods: true });
    await apply(node(), deployment("web", 1), deployment("other", 1));
    await kubectl("rollout", "status", "deployment/web", "--timeout=60s");

    await fail({ web: "crash" });
    const [broken] = await until(
      () => pods("web"),
      ([found]) => reasonOf(found) === "CrashLoopBackOff" && restartsOf(found) >= 2,
    );
    assert.equal(conditionOf(broken, "Ready"), "False");
    assert.deepEqual(lastEnd(broken), { exitCode: 1, reason: "Error" });
    await kubectl("rollout", "status", "deployment/other", "--timeout=60s");
    assert.equal(
      (await pods("other")).reduce((sum, found) => sum + restartsOf(found), 0),
      0,
    );

    await fail({});
    await kubectl("rollout", "status", "deployment/web", "--timeout=60s");
    const [mended] = await pods("web");
    assert.ok(restartsOf(mended) >= 2);
  });

  it("of a rollout fail as those before: no image, never ready, out of memory", async () => {
    await start({ instantPods: true });
    await apply(node(), deployment("image", 1), deployment("probe", 1), deployment("memory", 1));
    for (const name of ["image", "probe", "memory"]) await kubectl("rollout", "status", `deployment/${name}`);
    await fail({ "default/image": "image-pull", probe: "not-ready", memory: "oom-killed" });
    await kubectl("set", "image", "deployment/image", "image=nginx:2");
    const images = await until(
      () => pods("image"),
      (found) => found.some((each) => reasonOf(each) === "ImagePullBackOff"),
    );
    assert.ok(
      images.some((each) => conditionOf(each, "Ready") === "True"),
      "the pod before has its image",
    );
    await until(
      () => pods("probe"),
      ([found]) => found?.status.phase === "Running" && conditionOf(found, "Ready") === "False",
    );
    const [killed] = await until(
      () => pods("memory"),
      ([found]) => lastEnd(found) !== undefined,
    );
    assert.deepEqual(lastEnd(killed), { exitCode: 137, reason: "OOMKilled" });
  });

  it("of a Job fail until its backoffLimit", async () => {
    await start({ instantPods: true });
    await fail({ migrate: "crash" });
    await apply(node(), job("migrate", { backoffLimit: 1 }));
    const { status } = await until(
      () => get<JobStatus>("job/migrate"),
      (found) => found.status.conditions?.some(({ type }) => type === "Failed") ?? false,
    );
    assert.equal(status.failed, 2);
    const failed = status.conditions?.find(({ type }) => type === "Failed");
    assert.equal(failed?.reason, "BackoffLimitExceeded");
    const found = await get<{ items: Pod[] }>("pods", "--selector=job-name=migrate");
    for (const { status: ended } of atLeastOne(found.items)) {
      assert.equal(ended.phase, "Failed");
      assert.equal(ended.containerStatuses?.[0]?.state.terminated?.exitCode, 1);
    }
  });
});

const probe = { httpGet: { path: "/", port: 80 } };

function node(): object {
  const amounts = { cpu: "4", memory: "16Gi", pods: "110" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "node-a", annotations: { [kwokNodeAnnotation.key]: kwokNodeAnnotation.value } },
    status: {
      capacity: amounts,
      allocatable: amounts,
      addresses: [
        { type: "InternalIP", address: "10.0.1.5" },
        { type: "Hostname", address: "node-a" },
      ],
    },
  };
}

function podSpec(name: string, container: object = {}): object {
  return { terminationGracePeriodSeconds: 30, containers: [{ name, image: "nginx:1", ...container }] };
}

function pod(name: string, container: object): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, labels: { app: name } }, spec: podSpec(name, container) };
}

function deployment(name: string, replicas: number): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { metadata: { labels }, spec: podSpec(name, { readinessProbe: probe }) },
    },
  };
}

function job(name: string, settings: object): object {
  const template = { spec: { ...podSpec(name), restartPolicy: "Never" } };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name }, spec: { ...settings, template } };
}

const reasonOf = (found?: Pod) => found?.status.containerStatuses?.[0]?.state.waiting?.reason;
const restartsOf = (found?: Pod) => found?.status.containerStatuses?.[0]?.restartCount ?? 0;
const conditionOf = (found: Pod | undefined, wanted: string) =>
  found?.status.conditions?.find(({ type }) => type === wanted)?.status;
const lastEnd = (found?: Pod) => {
  const end = found?.status.containerStatuses?.[0]?.lastState?.terminated;
  return end && { exitCode: end.exitCode, reason: end.reason };
};
