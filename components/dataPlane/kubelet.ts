/**
 * Settings of the kubelet that nodeadm and Bottlerocket both know; what is left out stays as the image has it.
 *
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
 */
export interface KubeletSettings {
  /** Pods that a node may run. */
  readonly maxPods: number;
  /** Processes that a pod may have. */
  readonly podPidsLimit?: number;
  /** Size at which a container's log is rotated, such as `10Mi`. */
  readonly containerLogMaxSize?: string;
  /** Log files kept for a container. */
  readonly containerLogMaxFiles?: number;
  /** Disk usage above which unused images are deleted, percent. */
  readonly imageGCHighThresholdPercent?: number;
  /** Disk usage down to which unused images are deleted, percent. */
  readonly imageGCLowThresholdPercent?: number;
  /** What must stay free, by signal: `memory.available`. */
  readonly evictionHard?: Readonly<Record<string, string>>;
  /** Kept for the system's own processes, by resource: `cpu`. */
  readonly systemReserved?: Readonly<Record<string, string>>;
}
