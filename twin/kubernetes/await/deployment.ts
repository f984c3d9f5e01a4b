import { at, conditionOf, isOwnedBy, itemsAt, type KubernetesObject, numberAt, textAt } from "../objects";
import { problemsOf, withScheduling } from "./pod";
import { type Awaiter, isReady, notReady, type Related } from "./readiness";

const revisionAnnotation = "deployment.kubernetes.io/revision";

/** Available, with every replica of the newest ReplicaSet ready and the volumes that its pods mount bound. */
export const deployment: Awaiter = {
  needs: ["replicaSets", "pods", "claims"],
  readiness(object, related) {
    if (numberAt(object, "status", "observedGeneration") !== numberAt(object, "metadata", "generation")) {
      return notReady(["The Deployment controller has not seen the change yet"]);
    }
    const replicas = numberAt(object, "spec", "replicas") ?? 1;
    const updated = numberAt(object, "status", "updatedReplicas") ?? 0;
    const ready = numberAt(object, "status", "readyReplicas") ?? 0;
    const paused = at(object, "spec", "paused") === true;
    const isAvailable = conditionOf(object, "Available")?.["status"] === "True";
    const isFirst = textAt(object, "metadata", "annotations", revisionAnnotation) === "1";
    const isRolledOut = isFirst || conditionOf(object, "Progressing")?.["reason"] === "NewReplicaSetAvailable";
    const hasReplicas = updated >= replicas && ready >= replicas;
    const unbound = unboundClaims(object, related);
    if (isAvailable && (paused || (isRolledOut && hasReplicas)) && unbound.length === 0) return isReady;

    const summary = !isAvailable
      ? "Minimum number of live Pods was not attained"
      : isRolledOut
        ? "Minimum number of Pods to consider the application live was not attained"
        : "Attempted to roll forward to new ReplicaSet, but minimum number of Pods did not become live";
    const claims = unbound.length > 0 ? `Failed to bind PersistentVolumeClaim(s): "${unbound.join(",")}"` : undefined;
    const pods = podsOf(object, related);
    return withScheduling(
      pods,
      notReady(
        [claims, ...conditionProblems(object), summary, ...problemsOf(pods)],
        `Waiting for app ReplicaSet to be available (${Math.min(updated, ready)}/${replicas} Pods available)`,
      ),
    );
  },
};

function conditionProblems(object: KubernetesObject): string[] {
  const unwanted = { Progressing: "False", Available: "False", ReplicaFailure: "True" };
  return Object.entries(unwanted).flatMap(([type, status]) => {
    const condition = conditionOf(object, type);
    return condition?.["status"] === status ? [`[${textAt(condition, "reason")}] ${textAt(condition, "message")}`] : [];
  });
}

/** The pods of the revision that is being rolled out. */
function podsOf(object: KubernetesObject, { replicaSets, pods }: Related): KubernetesObject[] {
  const revision = textAt(object, "metadata", "annotations", revisionAnnotation);
  const current = replicaSets.filter(
    (set) => isOwnedBy(set, object) && textAt(set, "metadata", "annotations", revisionAnnotation) === revision,
  );
  return pods.filter((pod) => current.some((set) => isOwnedBy(pod, set)));
}

function unboundClaims(object: KubernetesObject, { claims }: Related): string[] {
  const names = itemsAt(object, "spec", "template", "spec", "volumes").map((volume) =>
    textAt(volume, "persistentVolumeClaim", "claimName"),
  );
  return claims
    .filter(
      (claim) => names.includes(textAt(claim, "metadata", "name")) && textAt(claim, "status", "phase") !== "Bound",
    )
    .map((claim) => textAt(claim, "metadata", "name"));
}
