import { conditionOf, displayName, isOwnedBy, type KubernetesObject, numberAt, textAt } from "../objects";
import { problemsOf, withScheduling } from "./pod";
import { type Awaiter, isReady, notReady, type Readiness, type Related } from "./readiness";

/** Every replica ready, and of the newest revision as far as the update strategy rolls it out. */
export const statefulSet: Awaiter = {
  needs: ["pods", "events"],
  readiness(object, related) {
    const replicas = numberAt(object, "spec", "replicas") ?? 1;
    const ready = numberAt(object, "status", "readyReplicas") ?? 0;
    const updated = numberAt(object, "status", "updatedReplicas") ?? 0;
    const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
    const [from, to] = [textAt(object, "status", "currentRevision"), textAt(object, "status", "updateRevision")];
    const rolls = textAt(object, "spec", "updateStrategy", "type") !== "OnDelete";
    const isRolledOut = !rolls || (partition > 0 ? updated >= replicas - partition : from === to);
    if (isObserved(object) && ready >= replicas && isRolledOut) return isReady;
    return withScheduling(
      podsOf(object, related),
      notReady(
        [
          ready < replicas ? `${ready} out of ${replicas} replicas succeeded readiness checks` : undefined,
          isRolledOut
            ? undefined
            : `StatefulSet controller failed to advance from revision "${from}" to revision "${to}"`,
          ...problemsOfOwned(object, related),
        ],
        `[1/2] Waiting for StatefulSet to create Pods (${ready}/${replicas} Pods ready)`,
      ),
    );
  },
};

/** A ready and up-to-date pod on every node that should have one. */
export const daemonSet: Awaiter = {
  needs: ["pods", "events"],
  readiness(object, related) {
    const status = (field: string) => numberAt(object, "status", field) ?? 0;
    const desired = status("desiredNumberScheduled");
    const counts = {
      Scheduled: status("currentNumberScheduled"),
      Updated: status("updatedNumberScheduled"),
      Available: status("numberAvailable"),
      Ready: status("numberReady"),
    };
    const short = Object.entries(counts).find(([, count]) => count < desired);
    if (isObserved(object) && !short) return isReady;
    const progress = short ? `${short[0]}: ${short[1]}/${desired}` : "Waiting for the DaemonSet controller";
    return withScheduling(podsOf(object, related), notReady([progress, ...problemsOfOwned(object, related)], progress));
  },
};

export const replicaSet: Awaiter = {
  needs: ["pods", "events"],
  readiness(object, related) {
    const replicas = numberAt(object, "spec", "replicas") ?? 1;
    const ready = numberAt(object, "status", "readyReplicas") ?? 0;
    if (isObserved(object) && ready >= replicas) return isReady;
    const progress = `Waiting for ${textAt(object, "kind")} to be available (${ready}/${replicas} Pods ready)`;
    return withScheduling(
      podsOf(object, related),
      notReady([`${ready} out of ${replicas} replicas are ready`, ...problemsOfOwned(object, related)], progress),
    );
  },
};

/** Complete. A job that failed for good is not waited for. */
export const job: Awaiter = {
  needs: ["pods", "events"],
  readiness(object, related): Readiness {
    if (conditionOf(object, "Complete")?.["status"] === "True") return isReady;
    const failure = conditionOf(object, "Failed");
    const problems = problemsOfOwned(object, related);
    if (failure?.["status"] === "True") {
      return {
        ready: false,
        failed: true,
        reasons: [`[${textAt(failure, "reason")}] ${textAt(failure, "message")}`, ...problems],
      };
    }
    const name = `Waiting for Job "${displayName(object)}"`;
    if (!textAt(object, "status", "startTime")) return notReady([`${name} to start`, ...problems], `${name} to start`);
    const count = (field: string) => numberAt(object, "status", field) ?? 0;
    const counts = `(Active: ${count("active")} | Succeeded: ${count("succeeded")} | Failed: ${count("failed")})`;
    return withScheduling(
      podsOf(object, related),
      notReady([`${name} to succeed ${counts}`, ...problems], `${name} to succeed ${counts}`),
    );
  },
};

function isObserved(object: KubernetesObject): boolean {
  return numberAt(object, "status", "observedGeneration") === numberAt(object, "metadata", "generation");
}

/** The pods' problems, and why there are not even pods (a quota, an admission webhook): that is only in events. */
function problemsOfOwned(object: KubernetesObject, related: Related): string[] {
  return [...problemsOf(podsOf(object, related)), ...eventTexts(related.events)];
}

function podsOf(object: KubernetesObject, { pods }: Related): KubernetesObject[] {
  return pods.filter((pod) => isOwnedBy(pod, object));
}

/** The newest warnings, each text once. */
export function eventTexts(events: readonly KubernetesObject[]): string[] {
  const texts = events.map((event) => `[${textAt(event, "reason")}] ${textAt(event, "message")}`);
  return [...new Set(texts)].slice(-3);
}
