import type * as pulumi from "@pulumi/pulumi";
import type { ServedBy } from "../exposure/component";
import type { ClusterOfPods } from "../iam/podRole";
import type { Grounds } from "./model/nodeSets";

/** What a workload has from its surroundings. */
export interface WorkloadContext {
  /** Namespace, which is there already. */
  readonly namespace: pulumi.Input<string>;
  /**
   * Its name, where `namespace` is not known yet.
   * @default namespace
   */
  readonly namespaceName?: string;
  /**
   * Name of its objects, as users of kubectl see it.
   * @default the component's own
   */
  readonly objectName?: string;
  /**
   * What it is part of, for the label `app.kubernetes.io/part-of`.
   * @default itself
   */
  readonly app?: string;
  /**
   * The nodes that there are, which `runsOn` chooses from.
   * @default unknown: `runsOn` can't be used, and nothing is held against the nodes
   */
  readonly grounds?: Grounds;
  /**
   * The cluster as AWS knows it, for what pods may do in AWS.
   * @default unknown: `aws` can't be used
   */
  readonly cluster?: ClusterOfPods;
  /** Region of the cluster, beside `cluster`. */
  readonly region?: string;
  /**
   * Who serves what is exposed.
   * @default nobody
   */
  readonly exposure?: ServedBy;
}
