import type { types } from "@pulumi/kubernetes";
import { basename } from "node:path/posix";
import type { Container } from "../model/container";
import type { Pod } from "../model/pod";
import { Claim, DataObject, Key, NodePath, Scratch, Storage, Token, type FileSource } from "../model/sources";

type Volume = types.input.core.v1.Volume;
type VolumeMount = types.input.core.v1.VolumeMount;

/** The volumes of a pod: one for each source, however many containers and paths it appears in. */
export class Volumes {
  private readonly names = new Map<object, string>();

  constructor({ containers }: Pick<Pod, "containers">) {
    for (const { files = {} } of Object.values(containers)) {
      for (const [path, source] of Object.entries(files)) {
        const volume = volumeOf(source);
        if (!this.names.has(volume)) this.names.set(volume, this.freeName(path));
      }
    }
  }

  /** What stands in the pod's list of volumes. */
  get inPod(): Volume[] {
    return [...this.names].flatMap(([source, name]) => {
      const content = contentOf(source);
      return content ? [{ name, ...content }] : [];
    });
  }

  /** The claims that a StatefulSet makes for each replica, by volume. */
  get storage(): readonly (readonly [name: string, storage: Storage])[] {
    return [...this.names].flatMap(([source, name]) => (source instanceof Storage ? [[name, source] as const] : []));
  }

  mountsOf({ files = {} }: Container): VolumeMount[] {
    return Object.entries(files).map(([mountPath, source]) => ({
      name: this.names.get(volumeOf(source)) ?? "",
      mountPath,
      ...(source instanceof Key && { subPath: source.key }),
      ...(isReadOnly(source) && { readOnly: true }),
    }));
  }

  /** After the path where it appears first. */
  private freeName(path: string): string {
    const plain = path
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 58)
      .replace(/-$/, "");
    const taken = [...this.names.values()];
    const wanted = plain || basename(path);
    if (!taken.includes(wanted)) return wanted;
    let number = 2;
    while (taken.includes(`${wanted}-${number}`)) number += 1;
    return `${wanted}-${number}`;
  }
}

const volumeOf = (source: FileSource): Exclude<FileSource, Key> => (source instanceof Key ? source.of : source);

const isReadOnly = (source: FileSource): boolean =>
  source instanceof Claim ? source.readOnly : !(source instanceof Scratch || source instanceof Storage);

function contentOf(source: object): Omit<Volume, "name"> | undefined {
  if (source instanceof DataObject) {
    return source.kind === "Secret"
      ? { secret: { secretName: source.objectName } }
      : { configMap: { name: source.objectName } };
  }
  if (source instanceof Scratch) {
    return { emptyDir: { sizeLimit: source.size, ...(source.inMemory && { medium: "Memory" }) } };
  }
  if (source instanceof Claim) return { persistentVolumeClaim: { claimName: source.claimName } };
  if (source instanceof NodePath) return { hostPath: { path: source.path, type: "Directory" } };
  if (source instanceof Token) {
    const { audience, expirationSeconds } = source;
    return { projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds, path: "token" } }] } };
  }
  return undefined; // Storage: the StatefulSet claims it.
}
