import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Exposed } from "../exposure/component";
import { isFolder } from "../helm/chart.spec";
import { folderDigest } from "../helm/folderDigest";
import { HelmRelease } from "../helm/release";
import { ConfigMap } from "./configMap";
import type { WorkloadContext } from "./context";
import { CronJob } from "./cronJob";
import { DaemonSet } from "./daemonSet";
import { Deployment } from "./deployment";
import { Job } from "./job";
import type { Namespace as NamespaceModel } from "./model/namespace";
import type { After, HelmApp, Part, Parts, Served } from "./model/parts";
import type { SecretSource } from "./model/secret";
import type { DataObject } from "./model/sources";
import type * as model from "./model/workloads";
import { Namespace } from "./namespace";
import { Secret } from "./secret";
import { servicePorts } from "./serving";
import { Pod } from "./singlePod";
import { StatefulSet } from "./statefulSet";

export interface DeployedArgs extends Pick<WorkloadContext, "grounds" | "cluster" | "region" | "exposure"> {
  readonly chartMirror?: string | undefined;
}

interface Serving extends pulumi.Resource {
  readonly service: kubernetes.core.v1.Service | undefined;
  readonly exposed?: Exposed | undefined;
}

/** The parts of an app, deployed as they are asked for. */
export class Deployed implements Parts {
  /** The parts that have a Service, in their order, with what makes them reachable from outside the cluster. */
  readonly served: {
    readonly name: string;
    readonly port: number | undefined;
    readonly exposed: Exposed | undefined;
  }[] = [];
  private own: Namespace | undefined;

  constructor(
    readonly app: string,
    private readonly args: DeployedArgs,
    private readonly parent: pulumi.Resource,
  ) {}

  namespace(args: NamespaceModel): void {
    this.own = new Namespace(this.app, args, { parent: this.parent });
  }

  configMap(name: string, data: Readonly<Record<string, string>>): DataObject {
    return new ConfigMap(this.named(name), { data, namespace: this.namespaceName }, { parent: this.parent }).object;
  }

  secret(name: string, source: SecretSource): DataObject {
    const args = { ...source, objectName: name, namespace: this.namespaceName };
    return new Secret(this.named(name), args, { parent: this.parent }).object;
  }

  deployment(name: string, args: model.Deployment & After): Served {
    return this.serve(name, args, new Deployment(this.named(name), this.inContext(name, args), this.after(args)));
  }

  statefulSet(name: string, args: model.StatefulSet & After): Served {
    return this.serve(name, args, new StatefulSet(this.named(name), this.inContext(name, args), this.after(args)));
  }

  daemonSet(name: string, args: model.DaemonSet & After): Served {
    return this.serve(name, args, new DaemonSet(this.named(name), this.inContext(name, args), this.after(args)));
  }

  pod(name: string, args: model.SinglePod & After): Served {
    return this.serve(name, args, new Pod(this.named(name), this.inContext(name, args), this.after(args)));
  }

  job(name: string, args: model.Job & After): Part {
    return { deployed: new Job(this.named(name), this.inContext(name, args), this.after(args)) };
  }

  cronJob(name: string, args: model.CronJob & After): Part {
    return { deployed: new CronJob(this.named(name), this.inContext(name, args), this.after(args)) };
  }

  externalName(name: string, host: string): Served {
    const metadata = { name, namespace: this.namespaceName };
    const spec = { type: "ExternalName", externalName: host };
    const service = new kubernetes.core.v1.Service(this.named(name), { metadata, spec }, { parent: this.parent });
    return { host: this.hostOf(name), deployed: service };
  }

  helm(name: string, args: HelmApp): Part {
    const { source, chart = name, version, values } = args;
    const release = new HelmRelease(
      this.named(name),
      {
        chart: { source, name: chart, version },
        chartMirror: this.args.chartMirror,
        namespace: this.namespaceName,
        values,
        ...(isFolder(source) && { contentDigest: folderDigest(source) }),
      },
      this.after(args),
    );
    return { deployed: release };
  }

  /** Made with its defaults where the app does not say what it admits. */
  private get namespaceName(): pulumi.Output<string> {
    this.own ??= new Namespace(this.app, {}, { parent: this.parent });
    return this.own.objectName;
  }

  /** Pulumi's name of a part: unique in the stack. */
  private named(name: string): string {
    return name === this.app ? name : `${this.app}-${name}`;
  }

  private inContext<Args>(objectName: string, args: Args): Args & WorkloadContext {
    const { grounds, cluster, region, exposure } = this.args;
    const { app, namespaceName: namespace } = this;
    return { ...args, namespace, namespaceName: app, objectName, app, grounds, cluster, region, exposure };
  }

  private after({ after = [] }: After): pulumi.ComponentResourceOptions {
    return { parent: this.parent, dependsOn: after.flatMap(({ deployed }) => deployed ?? []) };
  }

  private serve(name: string, args: model.SinglePod | model.Deployment, workload: Serving): Served {
    const { service, exposed } = workload;
    const [first] = service ? servicePorts(args, args.service || {}) : [];
    if (service) this.served.push({ name, port: first?.port, exposed });
    return { host: this.hostOf(name), deployed: workload };
  }

  private hostOf(name: string): string {
    return `${name}.${this.app}.svc`;
  }
}
