import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadContext } from "./context";
import { DataObject } from "./model/sources";

export interface ConfigMapArgs extends Pick<WorkloadContext, "namespace"> {
  /** Texts by key. */
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Texts for pods, as variables or files. It never changes: other texts are another ConfigMap under another name, which rolls
 * the pods that read it, and the old one goes after them.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 */
export class ConfigMap extends pulumi.ComponentResource {
  /** For `env` and `files` of a container. */
  readonly object: DataObject;

  constructor(name: string, args: ConfigMapArgs, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:workload:ConfigMap", name, {}, opts);
    const { metadata } = new kubernetes.core.v1.ConfigMap(
      name,
      { metadata: { namespace: args.namespace }, immutable: true, data: { ...args.data } },
      { parent: this },
    );
    this.object = new DataObject("ConfigMap", metadata.name, Object.keys(args.data));
    this.registerOutputs();
  }
}
