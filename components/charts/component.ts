import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isFolder } from "../helm/chart.spec";
import { folderDigest } from "../helm/folderDigest";
import { HelmRelease } from "../helm/release";
import { chartOf, inOrderOfReleases, namespacesOf } from "./order.spec";
import type { ChartsSettings } from "./spec";

/**
 * The Helm releases of an environment's own, each after those that it needs:
 * - a namespace for each, where no cluster has it from the start
 * - a release under the name that the stack file gives it
 *
 * Costs what their pods cost, and what they make.
 */
export class Charts extends pulumi.ComponentResource {
  constructor(name: string, { mirror, releases }: ChartsSettings, opts?: pulumi.ComponentResourceOptions) {
    super("eks-platform:charts:Charts", name, {}, opts);
    const namespaces = new Map(
      namespacesOf(releases).map((namespace) => [
        namespace,
        new kubernetes.core.v1.Namespace(`charts-${namespace}`, { metadata: { name: namespace } }, { parent: this }),
      ]),
    );
    const installed = new Map<string, HelmRelease>();
    for (const [releaseName, release] of inOrderOfReleases(releases)) {
      const { namespace = releaseName, source, digest, values, timeoutSeconds, needs } = release;
      installed.set(
        releaseName,
        new HelmRelease(
          releaseName,
          {
            chart: chartOf(releaseName, release),
            chartMirror: mirror,
            namespace: namespaces.get(namespace)?.metadata.name ?? namespace,
            values,
            timeoutSeconds,
            contentDigest: isFolder(source) ? folderDigest(source) : digest,
          },
          { parent: this, dependsOn: needs.flatMap((needed) => installed.get(needed) ?? []) },
        ),
      );
    }
    this.registerOutputs();
  }
}
