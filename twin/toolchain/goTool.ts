import * as path from "node:path";
import { version as kubernetesSdkVersion } from "@pulumi/kubernetes/package.json";
import type { PatchedModule } from "./patchedModule";
import {
  etcdVersion,
  isAtLeast,
  kubernetesProviderModules,
  kubernetesVersion,
  kwokVersion,
  metricsServerVersion,
  minimumPulumi,
  pulumiVersion,
  sharedMinor,
  type KubernetesMinor,
} from "./versions";

export const KUBERNETES = "k8s.io/kubernetes";

const PROVIDER = "github.com/pulumi/pulumi-kubernetes/provider/v4";

/** A plugin of the engine for resources. */
export interface PluginVersion {
  /** Of the package: `kubernetes`. */
  readonly name: string;
  /** Without `v`. */
  readonly version: string;
}

/** How one executable is built from a Go module. */
export interface GoTool {
  /** Name of the executable. */
  readonly name: string;
  /** Without `v`. */
  readonly version: string;
  /** Import path of the main package; `.` with {@link source}. */
  readonly package: string;
  /** A main package of our own, one file. */
  readonly source?: string;
  /** Modules and their versions for the `require` lines of go.mod. */
  readonly requires: Readonly<Record<string, string>>;
  /** A module that is built from a patched copy. */
  readonly patched?: PatchedModule;
  /** Variables that the linker sets, by import path and name: where a release would not know its version otherwise. */
  readonly linkerVariables: Readonly<Record<string, string>>;
  /** Files of a module that are kept beside the executable, relative to the module's root. */
  readonly files?: { readonly module: string; readonly paths: readonly string[] };
  /** How an executable on PATH tells its version, and which versions can take the tool's place; without it, PATH is not searched. */
  readonly onPath?: {
    readonly versionArguments: readonly string[];
    readonly accepts: (version: string) => boolean;
  };
  /** The official plugin that the tool stands for: it is taken where it can be downloaded. */
  readonly plugin?: PluginVersion;
  /** What a first build takes on two cores, for the progress line. */
  readonly roughMinutes: number;
}

/**
 * The modules of all tools at once: packages that several of them need are then of one version, and are compiled once. Kubernetes' of one minor are among
 * them; a control plane of another minor is built with its modules alone.
 */
const sharedModules: Readonly<Record<string, string>> = {
  [KUBERNETES]: `v${kubernetesVersion(sharedMinor)}`,
  "sigs.k8s.io/kwok": `v${kwokVersion}`,
  "go.etcd.io/etcd/server/v3": `v${etcdVersion}`,
  "github.com/pulumi/pulumi/pkg/v3": `v${pulumiVersion}`,
  "github.com/pulumi/pulumi/sdk/v3": `v${pulumiVersion}`, // pkg requires an older sdk than the one it was released with
  [PROVIDER]: `v${kubernetesProviderModules.provider}`,
  "github.com/pulumi/pulumi-kubernetes/sdk/v4": `v${kubernetesProviderModules.sdk}`,
  "github.com/fluxcd/pkg/ssa": `v${kubernetesProviderModules.ssa}`,
  "helm.sh/helm/v3": `v${kubernetesProviderModules.helm}`,
};

export function pulumi(): GoTool {
  return {
    name: "pulumi",
    version: pulumiVersion,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    requires: sharedModules,
    linkerVariables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiVersion}` },
    onPath: {
      versionArguments: ["version"],
      accepts: (given) => given.startsWith("3.") && isAtLeast(given, minimumPulumi),
    },
    roughMinutes: 4,
  };
}

/** What of the provider does not compile with the newer modules of {@link sharedModules}: the path of an import, and a member that became a pointer. */
const patchedProvider: PatchedModule = {
  module: PROVIDER,
  replacements: {
    "pkg/await/await.go": [
      "sigs.k8s.io/structured-merge-diff/v4/fieldpath",
      "sigs.k8s.io/structured-merge-diff/v6/fieldpath",
    ],
    "pkg/gen/schema.go": ["Provider: pschema.ResourceSpec{", "Provider: &pschema.ResourceSpec{"],
  },
};

/** The official Kubernetes provider. It tells the engine the version that the program asks for, which is newer than the module. */
export function kubernetesProvider(): GoTool {
  const [, date] = kubernetesProviderModules.provider.split("-");
  return {
    name: "pulumi-resource-kubernetes",
    version: `${kubernetesSdkVersion}-${date}`,
    package: ".",
    source: path.join(__dirname, "kubernetesProvider.go"),
    requires: sharedModules,
    patched: patchedProvider,
    linkerVariables: { "main.version": kubernetesSdkVersion },
    plugin: { name: "kubernetes", version: kubernetesSdkVersion },
    roughMinutes: 4,
  };
}

export type KubernetesExecutable = "kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kubectl";

/** After kube-apiserver, most packages of the others are compiled. */
const roughKubernetesMinutes: Readonly<Record<KubernetesExecutable, number>> = {
  "kube-apiserver": 5,
  "kube-controller-manager": 2,
  "kube-scheduler": 1,
  kubectl: 1,
};

export function kubernetes(name: KubernetesExecutable, minor: KubernetesMinor): GoTool {
  const version = kubernetesVersion(minor);
  const [major = "", minorNumber = ""] = version.split(".");
  return {
    name,
    version,
    package: `k8s.io/kubernetes/cmd/${name}`,
    requires: minor === sharedMinor ? sharedModules : { [KUBERNETES]: `v${version}` },
    linkerVariables: {
      "k8s.io/component-base/version.gitVersion": `v${version}`,
      "k8s.io/component-base/version.gitMajor": major,
      "k8s.io/component-base/version.gitMinor": minorNumber,
    },
    onPath:
      name === "kubectl"
        ? {
            versionArguments: ["version", "--client"],
            accepts: (given) => Math.abs(minorOf(given) - Number(minorNumber)) <= 1,
          }
        : { versionArguments: ["--version"], accepts: (given) => minorOf(given) === Number(minorNumber) },
    roughMinutes: roughKubernetesMinutes[name],
  };
}

export function etcd(): GoTool {
  return {
    name: "etcd",
    version: etcdVersion,
    package: "go.etcd.io/etcd/server/v3",
    requires: sharedModules,
    linkerVariables: {},
    // etcd refuses data of a newer minor, and upgrades those of an older one for good.
    onPath: { versionArguments: ["--version"], accepts: (given) => minorOf(given) === minorOf(etcdVersion) },
    roughMinutes: 1,
  };
}

/**
 * The stages that make nodes Ready, keep their leases and provide volumes (storage class `kwok-volume`).
 *
 * https://kwok.sigs.k8s.io/docs/user/stages-configuration/
 */
export const kwokStageFiles: readonly string[] = [
  "kustomize/stage/node/fast/node-initialize.yaml",
  "kustomize/stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
  "kustomize/stage/volume/fast/pvc-provision.yaml",
  "kustomize/stage/volume/fast/pvc-delete.yaml",
  "kustomize/stage/volume/fast/pv-bind.yaml",
  "kustomize/stage/volume/fast/pv-delete.yaml",
];

export function metricsServer(): GoTool {
  return {
    name: "metrics-server",
    version: metricsServerVersion,
    package: "sigs.k8s.io/metrics-server/cmd/metrics-server",
    requires: { "sigs.k8s.io/metrics-server": `v${metricsServerVersion}` },
    linkerVariables: {},
    roughMinutes: 4,
  };
}

/** Helm's command line, of the version that is inside the Kubernetes provider. */
export function helm(): GoTool {
  return {
    name: "helm",
    version: kubernetesProviderModules.helm,
    package: "helm.sh/helm/v3/cmd/helm",
    requires: sharedModules,
    linkerVariables: { "helm.sh/helm/v3/internal/version.version": `v${kubernetesProviderModules.helm}` },
    onPath: { versionArguments: ["version", "--short"], accepts: (given) => isAtLeast(given, "3.14.0") },
    roughMinutes: 1,
  };
}

export function kwok(): GoTool {
  return {
    name: "kwok",
    version: kwokVersion,
    package: "sigs.k8s.io/kwok/cmd/kwok",
    requires: sharedModules,
    linkerVariables: {},
    files: { module: "sigs.k8s.io/kwok", paths: kwokStageFiles },
    roughMinutes: 2,
  };
}

/** `36` of `1.36.3`. */
function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
