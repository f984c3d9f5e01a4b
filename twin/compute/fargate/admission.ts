import { selects } from "../../../capacity/fargateSelector";
import { COMPUTE_TYPE, PROFILE_LABEL } from "../../aws/eks/compute/controller";
import type { V1Pod } from "../../aws/eks/kubernetes/types";
import type { Profile } from "../accountView";

export const FARGATE_SCHEDULER = "fargate-scheduler";

/** One step of a JSON patch (RFC 6902). */
export interface PatchStep {
  readonly op: "add" | "replace";
  readonly path: string;
  readonly value: unknown;
}

/**
 * The profile that takes the pod: the one its label names, if that selects it; else the first by name that does.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html
 */
export function profileFor(pod: V1Pod, namespace: string, profiles: readonly Profile[]): Profile | undefined {
  const { annotations = {}, labels = {} } = pod.metadata ?? {};
  if (annotations[COMPUTE_TYPE]?.toLowerCase() === "ec2") return undefined;
  const wanted = labels[PROFILE_LABEL];
  return profiles.find(
    ({ fargateProfileName, selectors }) =>
      (wanted === undefined || wanted === fargateProfileName) &&
      selectors.some((selector) => selects(selector, namespace, labels)),
  );
}

/** What EKS changes of a new pod that a profile takes: another scheduler and the profile's name. Nothing for any other pod. */
export function admit(pod: V1Pod, namespace: string, profiles: readonly Profile[]): PatchStep[] {
  const profile = profileFor(pod, namespace, profiles);
  if (!profile) return [];
  const { labels } = pod.metadata ?? {};
  return [
    { op: "add", path: "/spec/schedulerName", value: FARGATE_SCHEDULER },
    labels
      ? { op: "add", path: `/metadata/labels/${PROFILE_LABEL.replace("/", "~1")}`, value: profile.fargateProfileName }
      : { op: "add", path: "/metadata/labels", value: { [PROFILE_LABEL]: profile.fargateProfileName } },
  ];
}
