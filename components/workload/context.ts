import type * as pulumi from "@pulumi/pulumi";
import type { ServedBy } from "../exposure/component";
import type { Grounds } from "./model/nodeSets";

/** What a workload has from its surroundings. */
export interface WorkloadContext {
  /** Namespace, which is there already. */
  readonly namespace: pulumi.Input<string>;
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
   * Who serves what is exposed.
   * @default nobody
   */
  readonly exposure?: ServedBy;
}
