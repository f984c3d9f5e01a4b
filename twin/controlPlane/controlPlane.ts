import * as fs from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { onExit } from "signal-exit";
import { readAnswered } from "../egress/answered";
import { endProcesses } from "../processes/endProcesses";
import { type ControlPlaneTools, ensureMetricsServer, type KubernetesMinor, type Progress } from "../toolchain";
import { withLock } from "../toolchain/lock";
import type { CertificateAndKey } from "./certificates";
import { authenticationConfiguration, commands, egressConfiguration, isNeeded, isServer } from "./components";
import { componentNames, ControlPlaneFiles, type ComponentName } from "./files";
import { kwokConfiguration, releaseNodes, writeKwokConfiguration } from "./kwok";
import { type MetricsPorts, prepareMetricsServer, registerMetricsServer } from "./metricsServer";
import { commandLine, ManagedProcess, type Command } from "./managedProcess";
import { base64, ensurePki, ensureServingCertificate, issueClientCertificate } from "./pki";
import { freePort, isFree } from "./ports";
import { untilReady } from "./readiness";
import { firstServiceAddress } from "./serviceAddress";
import { readState, writeState, type State } from "./state";

export interface ControlPlaneOptions {
  /**
   * Addresses of Services, EKS's `serviceIpv4Cidr`; can't change while there is data.
   *
   * @default 172.20.0.0/16
   */
  readonly serviceCidr?: string;
  /**
   * Whether pods are Ready, complete and gone at once, instead of after a realistic time.
   *
   * @default as at the last start, at first false
   */
  readonly instantPods?: boolean;
  /** Told about the building of tools that only some clusters need. */
  readonly progress?: Progress;
  /** Ends a start that is under way; what it has started is stopped again. */
  readonly signal?: AbortSignal;
}

export interface ControlPlaneStatus {
  /** Whether every process runs that the cluster needs. */
  readonly running: boolean;
  /** `undefined` before the first start. */
  readonly minor?: KubernetesMinor;
  readonly endpoint?: string;
  readonly processes: readonly ProcessStatus[];
}

export interface ProcessStatus {
  readonly name: ComponentName;
  /** `undefined` when it does not run. */
  readonly pid?: number;
  /** Resident set size. */
  readonly memoryBytes?: number;
}

const DEFAULT_SERVICE_CIDR = "172.20.0.0/16";

/** What is wrong with a component's arguments or files shows within this time. */
const SETTLE_MILLISECONDS = 300;

/** Set for every process of a control plane; its value is the control plane's folder. */
const MARK = "TWIN_CONTROL_PLANE";

/** Answered with 200 when the API server serves, and the controller manager has begun its work. */
const READINESS_PATHS = [
  "/readyz",
  "/api/v1/namespaces/kube-system",
  "/api/v1/namespaces/default/serviceaccounts/default",
];

/**
 * A real Kubernetes control plane on this machine: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and kwok in place of kubelets; with Fargate
 * profiles or Auto Mode also the controller that does what EKS does for them.
 *
 * The processes outlive the one that starts them, listen on 127.0.0.1 only and keep everything in one folder. A Node object with the annotation
 * `kwok.x-k8s.io/node: fake` is kept Ready, with the status it was created with (versions, capacity, addresses), and pods bound to it run.
 */
export class ControlPlane {
  private readonly files: ControlPlaneFiles;
  private readonly processes: ReadonlyMap<ComponentName, ManagedProcess>;
  /** Starts that are under way. */
  private readonly starts = new Set<AbortController>();

  /** @param directory where its data, certificates, kubeconfigs, records of processes and logs lie; made at the first start */
  constructor(readonly directory: string) {
    const files = new ControlPlaneFiles(directory);
    this.files = files;
    this.processes = new Map(
      componentNames.map((name) => [name, new ManagedProcess(name, files.process(name), files.log(name))]),
    );
  }

  /** https://127.0.0.1:PORT, the same for the life of the data. */
  get endpoint(): string {
    return endpoint(this.state());
  }

  /** Base64 of the PEM certificate that the API server's is signed with. */
  get certificateAuthorityData(): string {
    return base64(readFileSync(this.files.certificate("ca").certificate, "utf8"));
  }

  /** A kubeconfig with all rights (group system:masters). */
  get adminKubeconfigPath(): string {
    return this.files.kubeconfig("admin");
  }

  /**
   * Makes the control plane of this minor run, and waits until it is ready. What runs already stays; what is missing, or of another minor, is started with the same data.
   *
   * @throws with the end of the log when a component ends
   */
  async start(minor: KubernetesMinor, tools: ControlPlaneTools, options: ControlPlaneOptions = {}): Promise<void> {
    const start = new AbortController();
    this.starts.add(start);
    const signal = AbortSignal.any([start.signal, ...(options.signal ? [options.signal] : [])]);
    try {
      const complete = await this.withMetricsServer(tools, options.progress, signal);
      await withLock(this.files.lock, () => this.startLocked(minor, complete, { ...options, signal }), { signal });
    } finally {
      this.starts.delete(start);
    }
  }

  /** Ends every process and leaves the data. A start of this object that is under way is given up. */
  async stop(): Promise<void> {
    this.abortStarts();
    await withLock(this.files.lock, async () => {
      await this.stopProcesses(componentNames);
      await this.endStrays();
    });
  }

  /** Ends every process and removes the data with all that was made for it: the next start begins with an empty cluster on another endpoint. */
  async destroyData(): Promise<void> {
    this.abortStarts();
    await withLock(this.files.lock, async () => {
      await this.stopProcesses(componentNames);
      await this.endStrays();
      await fs.rm(this.files.directory, { recursive: true, force: true });
    });
  }

  async status(): Promise<ControlPlaneStatus> {
    const state = readState(this.files);
    const processes = await Promise.all(
      [...this.processes].map(async ([name, process]): Promise<ProcessStatus> => {
        const running = await process.running();
        return { name, pid: running?.pid, memoryBytes: running?.memoryBytes };
      }),
    );
    const shown = processes.filter(({ name, pid }) => pid !== undefined || isNeeded(name, this.files));
    return {
      running: shown.every(({ pid }) => pid !== undefined),
      minor: state?.minor,
      endpoint: state && endpoint(state),
      processes: shown,
    };
  }

  /**
   * Looks whether a process has ended that should run; not while some are being started or stopped.
   *
   * @throws naming the process, with the end of its log
   */
  async assertRunning(): Promise<void> {
    const changes = () => existsSync(this.files.lock);
    if (changes()) return;
    try {
      await this.assertAlive();
    } catch (error) {
      if (!changes()) throw error;
    }
  }

  /** Names of the webhooks in whose place the twin has answered, because their pods are simulated. */
  answeredWebhooks(): string[] {
    return readAnswered(this.files.answeredWebhooks);
  }

  /** A certificate and its key (PEM) with which a client is this user in these groups; valid for ten years. */
  issueClientCertificate(user: string, groups: readonly string[]): Promise<CertificateAndKey> {
    return issueClientCertificate(this.files, { commonName: user, organizations: groups });
  }

  private async withMetricsServer(
    tools: ControlPlaneTools,
    progress: Progress = () => undefined,
    signal?: AbortSignal,
  ): Promise<ControlPlaneTools> {
    if (!isNeeded("metrics-server", this.files)) return tools;
    return { ...tools, metricsServer: await ensureMetricsServer(progress, signal) };
  }

  private async assertAlive(): Promise<void> {
    // One that is not needed any more ends by itself.
    const needed = [...this.processes].filter(([name]) => isNeeded(name, this.files));
    const deaths = await Promise.all(needed.map(([, process]) => process.death()));
    const death = deaths.find((found) => found !== undefined);
    if (death !== undefined) throw new Error(death);
  }

  private abortStarts(): void {
    for (const start of this.starts) start.abort();
  }

  private async startLocked(
    minor: KubernetesMinor,
    tools: ControlPlaneTools,
    options: ControlPlaneOptions,
  ): Promise<void> {
    const started = new Set<ManagedProcess>();
    const killStarted = () => started.forEach((process) => process.killNow());
    const unguard = onExit(killStarted);
    try {
      const state = await this.prepare(minor, options);
      const wanted = commands(this.files, state, tools);
      const toStart = await this.stopOutdated(wanted);
      await this.endStrays();
      const launch = (name: ComponentName) => {
        const { environment, ...command } = wanted[name];
        const marked = { ...command, environment: { ...environment, [MARK]: this.directory } };
        this.process(name).start(marked, this.files.directory);
        started.add(this.process(name));
      };

      if (toStart.includes("kube-apiserver")) await this.assertPortFree(state);
      toStart.filter(isServer).forEach(launch);
      await this.untilReady(["/readyz"], options.signal);
      if (toStart.includes("kwok")) await releaseNodes(this.adminKubeconfigPath);
      toStart.filter((name) => !isServer(name)).forEach(launch);
      if (started.size > 0) await sleep(SETTLE_MILLISECONDS, undefined, { signal: options.signal });
      await this.untilReady(READINESS_PATHS, options.signal);
      if (state.metricsPorts && toStart.includes("metrics-server")) {
        await registerMetricsServer(this.files, state.metricsPorts.metricsServer);
      }
      if (state.minor !== minor) writeState(this.files, { ...state, minor });
    } catch (error) {
      killStarted();
      throw error;
    } finally {
      unguard();
    }
  }

  /** Ends what runs with another command than the one wanted, or is not needed; tells which components do not run as wanted now, in the order of their start. */
  private async stopOutdated(wanted: Readonly<Record<ComponentName, Command>>): Promise<ComponentName[]> {
    const outdated: ComponentName[] = [];
    const toStart: ComponentName[] = [];
    for (const name of componentNames) {
      const running = await this.process(name).running();
      const needed = isNeeded(name, this.files);
      // kwok misses what changes while its watch is broken off, and has to look at everything again.
      const hasMissed = name === "kwok" && toStart.some(isServer);
      if (needed && !hasMissed && running?.commandLine === commandLine(wanted[name])) continue;
      if (needed) toStart.push(name);
      outdated.push(name);
    }
    await this.stopProcesses(outdated);
    return toStart;
  }

  /** Decides on what stays for the life of the data, and writes what the components read. */
  private async prepare(minor: KubernetesMinor, options: ControlPlaneOptions): Promise<State> {
    const before = readState(this.files);
    const serviceCidr = options.serviceCidr ?? before?.serviceCidr ?? DEFAULT_SERVICE_CIDR;
    if (before !== undefined && before.serviceCidr !== serviceCidr) {
      throw new Error(
        `The service CIDR of a cluster can't change: it is ${before.serviceCidr}, ${serviceCidr} needs a new cluster.`,
      );
    }
    const state: State = {
      // That of the last start, until this one has succeeded.
      minor: before?.minor ?? minor,
      serviceCidr,
      apiServerPort: before?.apiServerPort ?? (await freePort()),
      etcdPort: await this.etcdPort(before),
      instantPods: options.instantPods ?? before?.instantPods,
      metricsPorts: await this.metricsPorts(before),
    };
    if (JSON.stringify(state) !== JSON.stringify(before)) writeState(this.files, state);
    await ensurePki(this.files, { endpoint: endpoint(state), serviceAddress: firstServiceAddress(serviceCidr) });
    if (isNeeded("metrics-server", this.files)) await prepareMetricsServer(this.files, endpoint(state));
    if (isNeeded("eks-compute-controller", this.files)) {
      await ensureServingCertificate(this.files, "eks-compute-controller");
    }
    await writeConfiguration(this.files.authenticationConfiguration, authenticationConfiguration);
    await writeConfiguration(this.files.egressConfiguration, egressConfiguration);
    writeKwokConfiguration(kwokConfiguration(this.files, state));
    return state;
  }

  /** Only the API server's port is promised to anyone: etcd moves to another when its own was taken while it was stopped. */
  private async etcdPort(before: State | undefined): Promise<number> {
    if (before === undefined) return freePort();
    const free = (await this.process("etcd").running()) !== undefined || (await isFree(before.etcdPort));
    return free ? before.etcdPort : freePort();
  }

  private async metricsPorts(before: State | undefined): Promise<MetricsPorts | undefined> {
    const isKept =
      !isNeeded("metrics-server", this.files) || (await this.process("metrics-server").running()) !== undefined;
    if (isKept) return before?.metricsPorts;
    return { kwok: await freePort(), metricsServer: await freePort() };
  }

  private async assertPortFree({ apiServerPort }: State): Promise<void> {
    if (await isFree(apiServerPort)) return;
    throw new Error(
      `Port ${apiServerPort} of 127.0.0.1 belongs to this environment's API server, but another process listens on it now ` +
        `(lsof -i :${apiServerPort} shows which). End that process and run the command again.`,
    );
  }

  private untilReady(paths: readonly string[], signal?: AbortSignal): Promise<void> {
    return untilReady(this.adminKubeconfigPath, paths, {
      signal,
      assertAlive: () => this.assertAlive(),
      log: () => `${this.files.log("kube-apiserver")}:\n${this.process("kube-apiserver").logTail()}`,
    });
  }

  /** Clients end before the API server, and that before etcd: none of them waits for one that is gone. */
  private async stopProcesses(names: readonly ComponentName[]): Promise<void> {
    await Promise.all(names.filter((name) => !isServer(name)).map((name) => this.process(name).stop()));
    if (names.includes("kube-apiserver")) await this.process("kube-apiserver").stop();
    if (names.includes("etcd")) await this.process("etcd").stop();
  }

  /** Ends what has no record: whoever started it was killed before there was one. */
  private async endStrays(): Promise<void> {
    const running = await Promise.all([...this.processes.values()].map((process) => process.running()));
    const known = new Set(running.map((process) => process?.pid));
    await endProcesses(MARK, this.directory, ({ pid }) => known.has(pid));
  }

  private process(name: ComponentName): ManagedProcess {
    const process = this.processes.get(name);
    if (process === undefined) throw new Error(`There is no component ${name}.`);
    return process;
  }

  private state(): State {
    const state = readState(this.files);
    if (state === undefined) throw new Error(`The control plane in ${this.files.directory} was never started.`);
    return state;
  }
}

/** Only when it differs: the API server watches its files, and complains when it sees it half written. */
async function writeConfiguration(file: string, content: string): Promise<void> {
  if (existsSync(file) && (await fs.readFile(file, "utf8")) === content) return;
  await fs.writeFile(file, content);
}

function endpoint(state: State): string {
  return `https://127.0.0.1:${state.apiServerPort}`;
}
