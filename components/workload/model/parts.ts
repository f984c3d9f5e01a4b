import type * as pulumi from "@pulumi/pulumi";
import type { Namespace } from "./namespace";
import type { SecretSource } from "./secret";
import type { DataObject } from "./sources";
import type { CronJob, DaemonSet, Deployment, Job, SinglePod, StatefulSet } from "./workloads";

/** Something that others can wait for. */
export interface Part {
  /** What is deployed; nothing while the stack file is checked. */
  readonly deployed?: pulumi.Resource | undefined;
}

/** A workload that is reached by a name inside the cluster. */
export interface Served extends Part {
  /** `<service>.<namespace>.svc`, where it has a Service. */
  readonly host: string;
}

/** What a workload waits for, beside the objects that it reads. */
export interface After {
  /**
   * Parts that must be there, and Jobs that must have ended, before it starts.
   * @default none
   */
  readonly after?: readonly Part[];
}

/** A chart as part of an app. */
export interface HelmApp extends After {
  /** As in the stack file's `charts.releases`: https, oci or s3, or `./folder`. */
  readonly source: string;
  /** Name of the chart. @default the name of the part */
  readonly chart?: string;
  /** Its version; of a folder the one in its Chart.yaml. */
  readonly version: string;
  /** @default the chart's own */
  readonly values?: Readonly<Record<string, unknown>>;
}

/**
 * What an app is made of, in one namespace of its own. An app calls these in the order it likes; they are called to check the
 * stack file as well, when nothing is deployed.
 */
export interface Parts {
  /** Name of the app, and of its namespace. */
  readonly app: string;
  configMap(name: string, data: Readonly<Record<string, string>>): DataObject;
  secret(name: string, values: SecretSource): DataObject;
  deployment(name: string, args: Deployment & After): Served;
  statefulSet(name: string, args: StatefulSet & After): Served;
  daemonSet(name: string, args: DaemonSet & After): Served;
  job(name: string, args: Job & After): Part;
  cronJob(name: string, args: CronJob & After): Part;
  pod(name: string, args: SinglePod & After): Served;
  /** A name inside the cluster for a host outside it. https://kubernetes.io/docs/concepts/services-networking/service/#externalname */
  externalName(name: string, host: string): Served;
  helm(name: string, args: HelmApp): Part;
  /** Says what the namespace admits. At most once, before anything else. */
  namespace(args: Namespace): void;
}
