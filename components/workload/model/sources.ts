import type * as pulumi from "@pulumi/pulumi";

/** What variables and files of a container can be made from, beside plain text. */

/** A ConfigMap or a Secret in the namespace of the pods that read it. */
export class DataObject {
  constructor(
    readonly kind: "ConfigMap" | "Secret",
    readonly objectName: pulumi.Input<string>,
    /** Undefined where somebody else says what it holds. */
    readonly keys?: readonly string[],
  ) {}

  /** One value of it: for a variable, or for a file of its own. A file made this way does not change while the pod runs. */
  key(key: string): Key {
    return new Key(this, key);
  }
}

/** One value of a ConfigMap or a Secret. */
export class Key {
  constructor(
    readonly of: DataObject,
    readonly key: string,
  ) {}
}

/** A ConfigMap that somebody else makes. */
export const existingConfigMap = (name: string): DataObject => new DataObject("ConfigMap", name);

/** A Secret that somebody else makes: cert-manager, for example. */
export const existingSecret = (name: string): DataObject => new DataObject("Secret", name);

export class Field {
  constructor(readonly path: string) {}
}

/**
 * A field of the pod.
 * @param path for example `metadata.name`, `status.podIP` or `metadata.labels['topology.kubernetes.io/zone']`; a label of
 * the node's topology may be written alone
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export const field = (path: string): Field =>
  new Field(/^topology\.(?:k8s\.aws|kubernetes\.io)\//.test(path) ? `metadata.labels['${path}']` : path);

export type ContainerResource =
  | "limits.cpu"
  | "limits.memory"
  | "limits.ephemeral-storage"
  | "requests.cpu"
  | "requests.memory"
  | "requests.ephemeral-storage";

export class ResourceOf {
  constructor(
    readonly resource: ContainerResource,
    readonly container: string | undefined,
  ) {}
}

/** What a container asks for: CPU in whole cores, rounded up, and memory in bytes. By default the container's own. */
export const resource = (name: ContainerResource, container?: string): ResourceOf => new ResourceOf(name, container);

export class Scratch {
  constructor(
    readonly size: string,
    readonly inMemory: boolean,
  ) {}
}

/**
 * A directory that is empty when the pod starts, and shared where two containers are given the same one.
 * @param size for example `64Mi`; a pod that writes more is evicted. In memory it counts towards the container's limit.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
 */
export const scratch = (size: string, { inMemory = false } = {}): Scratch => new Scratch(size, inMemory);

export class Claim {
  constructor(
    readonly claimName: pulumi.Input<string>,
    readonly readOnly: boolean,
  ) {}
}

/** A volume that is claimed already, by its PersistentVolumeClaim. */
export const claim = (name: pulumi.Input<string>, { readOnly = false } = {}): Claim => new Claim(name, readOnly);

export interface StorageArgs {
  /** For example `10Gi`. It may grow, never shrink. */
  readonly size: string;
  /** @default the cluster's default class */
  readonly storageClass?: string;
  /** @default ReadWriteOnce */
  readonly accessMode?: "ReadWriteOnce" | "ReadWriteMany" | "ReadWriteOncePod";
}

export class Storage {
  constructor(readonly args: StorageArgs) {}
}

/**
 * A volume of its own for each replica of a StatefulSet, which finds it again.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
 */
export const storage = (args: StorageArgs): Storage => new Storage(args);

export class Token {
  constructor(
    readonly audience: string,
    readonly expirationSeconds: number,
  ) {}
}

/**
 * A directory with the file `token`: who the pod is, for one audience. Kubernetes renews it in time.
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
 */
export const token = (audience: string, { expirationSeconds = 3600 } = {}): Token =>
  new Token(audience, expirationSeconds);

export class NodePath {
  constructor(readonly path: string) {}
}

/** A directory of the node, read-only. Only a namespace of the level `privileged` admits it. */
export const nodePath = (path: string): NodePath => new NodePath(path);

export type EnvSource = Key | Field | ResourceOf;
export type FileSource = DataObject | Key | Scratch | Claim | Storage | Token | NodePath;
