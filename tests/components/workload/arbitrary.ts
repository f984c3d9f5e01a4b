import fc from "fast-check";
import type { Container, Probe } from "../../../components/workload/model/container";
import type { Pod } from "../../../components/workload/model/pod";
import {
  claim,
  existingConfigMap,
  existingSecret,
  field,
  resource,
  scratch,
  storage,
  token,
  type EnvSource,
  type FileSource,
} from "../../../components/workload/model/sources";
import type { Job, Workload } from "../../../components/workload/model/workloads";

/** Workloads of every kind with any of their options: most are sound, some are not. */

const some = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 });
const pick = fc.constantFrom;

/** One of the sound values, and now and then another. */
const mostly = <Value>(sound: readonly Value[], others: readonly Value[]): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 60, arbitrary: pick(...sound) }, { weight: 1, arbitrary: pick(...others) });

const probe: fc.Arbitrary<Probe> = fc
  .tuple(
    fc.oneof(
      fc.record({ http: pick("/", "/healthz") }),
      fc.record({ http: pick("/ready"), headers: fc.constant({ "X-Probe": "1" }) }),
      fc.constant({ tcp: true } as const),
      fc.record({ grpc: pick("", "shop.Health") }),
      fc.record({ exec: fc.constant(["/bin/true"]) }),
    ),
    fc.record({
      port: some(mostly([undefined], ["http", "nowhere"])),
      periodSeconds: some(fc.integer({ min: 1, max: 60 })),
      timeoutSeconds: some(fc.integer({ min: 1, max: 5 })),
      failureThreshold: some(fc.integer({ min: 1, max: 30 })),
    }),
  )
  .map(([question, timing]) => ({ ...question, ...timing }));

const env: fc.Arbitrary<string | EnvSource> = fc.oneof(
  fc.string(),
  mostly<EnvSource>(
    [
      field("metadata.name"),
      field("status.podIP"),
      field("topology.kubernetes.io/zone"),
      resource("limits.memory"),
      existingConfigMap("settings").key("LOG"),
      existingSecret("database").key("url"),
    ],
    [resource("requests.cpu", "nobody")],
  ),
);

const sharedScratch = scratch("1Gi");
const file: fc.Arbitrary<FileSource> = mostly<FileSource>(
  [
    existingConfigMap("settings"),
    existingConfigMap("settings").key("api.yaml"),
    existingSecret("tls"),
    sharedScratch,
    scratch("64Mi", { inMemory: true }),
    claim("shared"),
    claim("shared", { readOnly: true }),
    token("vault"),
  ],
  [scratch("lots"), storage({ size: "10Gi" })],
);
const volume = storage({ size: "1Ti", storageClass: "gp3", accessMode: "ReadWriteOncePod" });

const path = mostly(
  ["/etc/api", "/tmp", "/var/lib/data", "/Data/With.Dots"],
  ["/etc/api/tls", "relative", "/a/../b", "/tmp/"],
);

const anyContainer = (number: number): fc.Arbitrary<Container> =>
  fc.record({
    image: mostly(["registry.example.com/shop:1.4.2", `shop@sha256:${"0".repeat(64)}`], ["shop", "shop:latest"]),
    platforms: some(mostly<Container["platforms"]>([["amd64"], ["amd64", "arm64"]], [["arm64"]])),
    command: some(fc.constant(["/shop", "serve"])),
    args: some(fc.array(fc.string(), { maxLength: 2 })),
    workingDir: some(pick("/srv")),
    ports: some(
      mostly<NonNullable<Container["ports"]>>(
        [
          { [portName("http", number)]: 8080 + number },
          { [portName("http", number)]: 80 + number, [portName("metrics", number)]: { port: 9090 + number } },
          {
            [portName("dns", number)]: { port: 53 + number, protocol: "UDP" },
            [portName("dns-tcp", number)]: 53 + number,
          },
        ],
        [{ http: 70000 }, { "1": 80 }, { "name-that-is-too-long": 80 }, { a: 80, b: 80 }, { http: 8080 }],
      ),
    ),
    env: some(fc.dictionary(mostly(["LOG", "DB_URL", "a.b-c", "1A"], ["A=B"]), env, { maxKeys: 4 })),
    files: some(fc.dictionary(path, file, { maxKeys: 3 })),
    healthy: some(fc.oneof(probe, fc.record({ startup: some(probe), readiness: some(probe), liveness: some(probe) }))),
    requests: fc.record({
      cpu: mostly(["50m", "1", "0.5"], ["no", "8"]),
      memory: mostly(["64Mi", "1Gi", "500M"], ["4Gi"]),
    }),
    limits: some(fc.record({ memory: pick("1Gi", "2Gi"), cpu: pick("1", "4") })),
    lifecycle: some(fc.constant({ preStop: { exec: { command: ["/bin/stop"] } } })),
    securityContext: some(fc.record({ runAsUser: pick(1000, 65532), readOnlyRootFilesystem: fc.boolean() })),
  });

const portName = (port: string, container: number) => (container === 0 ? port : `${port}-${container}`);

/** @param number tells its ports from those of other containers */
const container = (number: number) =>
  fc
    .tuple(anyContainer(number), mostly([true], [false]))
    .map(([{ healthy, ...rest }, isSound]) => ({ ...rest, healthy: rest.ports || !isSound ? healthy : undefined }));

const init = container(2).map((rest): Container => ({
  ...rest,
  healthy: undefined,
  ports: undefined,
  lifecycle: undefined,
  init: true,
}));
const sidecar = fc
  .tuple(
    container(3),
    mostly<Container["sidecar"]>([true, { before: ["migrate"] }, { before: ["api"] }], [{ before: ["nobody"] }]),
  )
  .map(([rest, setting]): Container => ({ ...rest, sidecar: setting }));

const pod: fc.Arbitrary<Pod> = fc.record({
  containers: fc
    .record({ api: container(0), second: some(container(1)), migrate: some(init), proxy: some(sidecar) })
    .map((all) => Object.fromEntries(Object.entries(all).filter((entry): entry is [string, Container] => !!entry[1]))),
  nodeSelector: some(fc.constant({ disk: "fast" })),
  affinity: some(
    pick(
      { nodeAffinity: { required: [{ matchExpressions: [{ key: "disk", operator: "In", values: ["fast"] }] }] } },
      {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { a: "b" } } },
          ],
        },
      },
    ),
  ),
  tolerations: some(fc.constant([{ key: "dedicated", operator: "Exists", effect: "NoSchedule" }])),
  spread: some(
    mostly<Pod["spread"]>(
      [
        { zones: "required" },
        { zones: "required", minZones: 2 },
        { zones: "none", nodes: "required" },
        { nodes: "none" },
      ],
      [{ minZones: 2 }],
    ),
  ),
  priorityClassName: some(pick("system-node-critical")),
  terminationGracePeriodSeconds: some(mostly([0, 30, 3600], [-1, 1.5])),
  hostAliases: some(fc.constant({ "10.0.0.1": ["db.internal"] })),
  imagePullSecrets: some(fc.constant([existingSecret("registry")])),
  automountServiceAccountToken: some(fc.boolean()),
  labels: some(fc.constant({ team: "shop" })),
  annotations: some(fc.constant({ "example.com/owner": "shop" })),
});

const withVolume = <Args extends Pod>(args: Args): Args => {
  const { api } = args.containers;
  if (!api) return args;
  return { ...args, containers: { ...args.containers, api: { ...api, files: { ...api.files, "/data": volume } } } };
};

/** A Job is not asked how it is. */
const unasked = <Args extends Pod>(args: Args): Args => ({
  ...args,
  containers: Object.fromEntries(
    Object.entries(args.containers).map(([name, rest]): [string, Container] => [name, { ...rest, healthy: undefined }]),
  ),
});

const share = mostly<number | `${number}%`>([1, 2, "10%", "100%"], [0, "0%"]);

const service = fc.oneof(
  fc.constant(false as const),
  fc.record({
    type: some(pick("ClusterIP", "None")),
    ports: some(mostly<Record<string, number>>([{}], [{ http: 8000 }])),
    trafficDistribution: some(pick("PreferSameZone", "PreferSameNode")),
    sticksToClient: some(fc.boolean()),
  }),
  fc.record({
    type: pick("NodePort"),
    nodePorts: some(mostly<Record<string, number>>([{}], [{ http: 30080 }, { http: 80 }])),
  }),
  fc.record({
    type: pick("LoadBalancer"),
    scheme: some(pick("internal", "internet-facing")),
    sourceRanges: some(fc.constant(["203.0.113.0/24"])),
  }),
);

const scale = fc.oneof(
  fc.record({ replicas: mostly([0, 1, 3], [1.5, -1]) }),
  fc.record({
    min: mostly([1, 2], [0]),
    max: mostly([2, 5], [1]),
    cpu: mostly([70, 150], [0, undefined]),
    memory: some(pick(80)),
    tolerance: some(mostly([0, 0.05], [2])),
  }),
);

const serving = { service: some(service) };
const replicated = { ...serving, scale, maxUnavailable: some(share) };

const job = {
  completions: some(mostly([1, 5], [0])),
  parallelism: some(pick(1, 3)),
  indexed: some(fc.boolean()),
  success: mostly<Job["success"]>(
    [undefined],
    [{ indexes: "0" }, { count: 1 }, { count: 3 }, {}, { indexes: "0-2,4", count: 1 }],
  ),
  backoffLimit: some(pick(0, 4)),
  activeDeadlineSeconds: some(mostly([600], [0])),
  ttlSecondsAfterFinished: some(pick(0, 3600)),
};

const with_ = <Own extends object>(own: { [Key in keyof Own]: fc.Arbitrary<Own[Key]> }) =>
  fc.tuple(pod, fc.record(own)).map(([ofPod, ofKind]) => ({ ...ofPod, ...ofKind }));

export const workload: fc.Arbitrary<Workload> = fc.oneof(
  with_({
    ...replicated,
    rollout: some(
      fc.oneof(pick("recreate" as const), fc.record({ maxSurge: some(share), maxUnavailable: some(share) })),
    ),
    progressDeadlineSeconds: some(pick(600)),
    revisionHistoryLimit: some(pick(0, 3)),
  }).map((args): Workload => ({ kind: "Deployment", args })),
  with_({
    ...replicated,
    ordered: some(fc.boolean()),
    partition: some(pick(0, 1)),
    keepVolumes: some(fc.record({ whenDeleted: some(fc.boolean()), whenScaled: some(fc.boolean()) })),
  }).map((args): Workload => ({ kind: "StatefulSet", args: withVolume(args) })),
  with_({ ...serving, maxUnavailable: some(share) }).map((args): Workload => ({ kind: "DaemonSet", args })),
  with_(job).map((args): Workload => ({ kind: "Job", args: unasked(args) })),
  with_({
    ...job,
    schedule: mostly(
      ["0 2 * * *", "*/5 8-18 1,15 * MON-FRI", "@daily", "@every 1h30m"],
      ["61 * * * *", "often", "5-1 * * * *"],
    ),
    timeZone: some(mostly(["Europe/Berlin", "Etc/UTC"], ["Mars/Base"])),
    concurrencyPolicy: some(pick("Allow", "Forbid", "Replace")),
    startingDeadlineSeconds: some(pick(60)),
    history: some(fc.record({ successful: some(pick(0, 5)), failed: some(pick(0, 5)) })),
    suspend: some(fc.boolean()),
  }).map((args): Workload => ({ kind: "CronJob", args: unasked(args) })),
  with_({ ...serving, restartPolicy: some(pick("Always", "OnFailure", "Never")) }).map((args): Workload => ({
    kind: "Pod",
    args,
  })),
);
