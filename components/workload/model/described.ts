import type { Namespace } from "./namespace";
import type { After, HelmApp, Part, Parts, Served } from "./parts";
import { secretKeys, type SecretSource } from "./secret";
import { DataObject } from "./sources";
import type { CronJob, DaemonSet, Deployment, Job, SinglePod, StatefulSet, Workload } from "./workloads";

/** The parts of an app, written down and not deployed: what the rules for apps are asked of. */
export class Described implements Parts {
  /** By name, in the order in which they are asked for. */
  readonly workloads = new Map<string, Workload>();
  readonly secrets = new Map<string, SecretSource>();
  readonly charts = new Map<string, HelmApp>();
  /** What is wrong with the parts among themselves. */
  readonly problems: { readonly part: string; readonly message: string }[] = [];
  admits: Namespace = {};
  private readonly names = new Set<string>();

  constructor(readonly app: string) {}

  namespace(args: Namespace): void {
    if (this.names.size > 0)
      this.problems.push({ part: "", message: "must say what its namespace admits before it has parts" });
    this.admits = args;
  }

  configMap(name: string, data: Readonly<Record<string, string>>): DataObject {
    return new DataObject("ConfigMap", this.take("ConfigMap", name), Object.keys(data));
  }

  secret(name: string, source: SecretSource): DataObject {
    this.secrets.set(name, source);
    return new DataObject("Secret", this.take("Secret", name), secretKeys(source));
  }

  deployment(name: string, args: Deployment & After): Served {
    return this.describe(name, { kind: "Deployment", args });
  }

  statefulSet(name: string, args: StatefulSet & After): Served {
    return this.describe(name, { kind: "StatefulSet", args });
  }

  daemonSet(name: string, args: DaemonSet & After): Served {
    return this.describe(name, { kind: "DaemonSet", args });
  }

  job(name: string, args: Job & After): Part {
    return this.describe(name, { kind: "Job", args });
  }

  cronJob(name: string, args: CronJob & After): Part {
    return this.describe(name, { kind: "CronJob", args });
  }

  pod(name: string, args: SinglePod & After): Served {
    return this.describe(name, { kind: "Pod", args });
  }

  externalName(name: string): Served {
    return { host: this.hostOf(this.take("workload", name)) };
  }

  helm(name: string, args: HelmApp): Part {
    this.charts.set(this.take("release", name), args);
    return {};
  }

  private describe(name: string, workload: Workload): Served {
    this.workloads.set(this.take("workload", name), workload);
    return { host: this.hostOf(name) };
  }

  /** Two parts of one name would be one object. */
  private take(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    if (this.names.has(key))
      this.problems.push({ part: name, message: `must have another name: a ${kind} has this one` });
    if (!/^[a-z](?:[a-z0-9-]{0,40}[a-z0-9])?$/.test(name)) {
      this.problems.push({ part: name, message: "must have a name of lower-case letters, digits and hyphens" });
    }
    this.names.add(key);
    return name;
  }

  private hostOf(name: string): string {
    return `${name}.${this.app}.svc`;
  }
}
