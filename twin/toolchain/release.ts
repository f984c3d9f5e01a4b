import { toolDirectory } from "./cache";
import { kwokStageFiles, type GoTool } from "./goTool";
import table from "./tool-versions.json";

/** A file of a project's own release, and where the project publishes its checksum. */
export interface ReleaseFile {
  readonly url: string;
  /** SHA-256 or SHA-512, where it is known before. */
  readonly checksum?: string;
  /** Where the checksum is published; the first that can be read counts. */
  readonly checksums?: readonly PublishedChecksum[];
  /** Names to keep a file under: of the file itself, or of an archive's members. */
  readonly keep: Readonly<Record<string, string>> | string;
}

export interface PublishedChecksum {
  readonly url: string;
  readonly find: (text: string) => string | undefined;
}

/** What one download brings: one tool or several. */
export interface Release {
  /** Name of the folder in the cache. */
  readonly name: string;
  readonly version: string;
  readonly files: readonly ReleaseFile[];
}

export const releaseDirectory = ({ name, version }: Release) => toolDirectory(name, `v${version}`);

export const publicOrigins = {
  kubernetes: "https://dl.k8s.io",
  gitHub: "https://github.com",
  gitHubApi: "https://api.github.com",
  gitHubFiles: "https://raw.githubusercontent.com",
};

export type Origins = typeof publicOrigins;

export interface Platform {
  readonly os: NodeJS.Platform;
  readonly arch: string;
}

/** The projects' own release that holds the tool; `undefined` where the project publishes none for the platform. */
export function releaseOf(tool: GoTool, origins: Origins, { os, arch }: Platform): Release | undefined {
  const architecture = { x64: "amd64", arm64: "arm64" }[arch];
  if (architecture === undefined || !["linux", "darwin"].includes(os)) return undefined;
  const platform = `${os}-${architecture}`;
  switch (tool.name) {
    case "kube-apiserver":
    case "kube-controller-manager":
    case "kube-scheduler":
    case "kubectl":
      return os === "linux" ? kubernetesServer(tool.version, platform, origins) : undefined;
    case "etcd":
      return os === "linux" ? etcd(tool.version, platform, origins) : undefined; // a zip file elsewhere
    case "pulumi":
      return pulumi(tool.version, `${os}-${arch}`, origins);
    case "kwok":
      return kwok(tool.version, platform, origins);
    default:
      return undefined;
  }
}

/** One archive holds all of them: https://kubernetes.io/releases/download/ */
function kubernetesServer(version: string, platform: string, origins: Origins): Release {
  const file = `v${version}/kubernetes-server-${platform}.tar.gz`;
  const url = `${origins.kubernetes}/${file}`;
  const minor = version.split(".").slice(0, 2).join(".");
  const changelog = `kubernetes/kubernetes/master/CHANGELOG/CHANGELOG-${minor}.md`;
  const names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"];
  return {
    name: "kubernetes-server",
    version,
    files: [
      {
        url,
        checksums: [
          { url: `${origins.gitHubFiles}/${changelog}`, find: inLineWith(`${file})`) },
          { url: `${url}.sha512`, find: (text) => /^[0-9a-f]{128}\b/.exec(text)?.[0] },
        ],
        keep: Object.fromEntries(names.map((name) => [`kubernetes/server/bin/${name}`, name])),
      },
    ],
  };
}

function etcd(version: string, platform: string, origins: Origins): Release {
  const folder = `etcd-v${version}-${platform}`;
  const release = `${origins.gitHub}/etcd-io/etcd/releases/download/v${version}`;
  const checksums = [{ url: `${release}/SHA256SUMS`, find: inLineWith(`${folder}.tar.gz`) }];
  const keep = { [`${folder}/etcd`]: "etcd" };
  return { name: "etcd", version, files: [{ url: `${release}/${folder}.tar.gz`, checksums, keep }] };
}

function pulumi(version: string, platform: string, origins: Origins): Release {
  const archive = `pulumi-v${version}-${platform}.tar.gz`;
  const release = `${origins.gitHub}/pulumi/pulumi/releases/download/v${version}`;
  const checksums = [{ url: `${release}/pulumi-${version}-checksums.txt`, find: inLineWith(archive) }];
  return {
    name: "pulumi",
    version,
    files: [{ url: `${release}/${archive}`, checksums, keep: { "pulumi/pulumi": "pulumi" } }],
  };
}

/** kwok publishes no list of checksums; GitHub tells those of a release's files. */
function kwok(version: string, platform: string, origins: Origins): Release {
  const executable = `kwok-${platform}`;
  const checksums = [
    {
      url: `${origins.gitHubApi}/repos/kubernetes-sigs/kwok/releases/tags/v${version}`,
      find: (text: string) => {
        const { assets } = JSON.parse(text) as { assets: { name: string; digest?: string }[] };
        return assets.find(({ name }) => name === executable)?.digest?.replace("sha256:", "");
      },
    },
  ];
  const url = `${origins.gitHub}/kubernetes-sigs/kwok/releases/download/v${version}/${executable}`;
  const stages = kwokStageFiles.map((file) => ({
    url: `${origins.gitHubFiles}/kubernetes-sigs/kwok/v${version}/${file}`,
    checksum: stageChecksum(file),
    keep: file.slice(file.lastIndexOf("/") + 1),
  }));
  return { name: "kwok", version, files: [{ url, checksums, keep: "kwok" }, ...stages] };
}

function stageChecksum(file: string): string {
  const checksum = new Map(Object.entries(table.kwok.stages)).get(file);
  if (checksum === undefined) throw new Error(`tool-versions.json has no checksum of ${file}.`);
  return checksum;
}

/** The checksum in the line that names the file. */
function inLineWith(name: string): (text: string) => string | undefined {
  return (text) => {
    const line = text.split("\n").find((candidate) => candidate.includes(name));
    return /\b([0-9a-f]{128}|[0-9a-f]{64})\b/.exec(line ?? "")?.[0];
  };
}
