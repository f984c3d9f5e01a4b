import { nameOf, textAt } from "../objects";
import { eventTexts } from "./controllers";
import { type Awaiter, isReady, notReady } from "./readiness";

/** Bound; or waiting for its first pod, where the storage class wants it so. */
export const persistentVolumeClaim: Awaiter = {
  needs: ["storageClasses", "events"],
  readiness(object, { storageClasses, events }) {
    const phase = textAt(object, "status", "phase");
    if (phase === "Bound") return isReady;
    const className = textAt(object, "spec", "storageClassName");
    const storageClass = storageClasses.find((candidate) => nameOf(candidate) === className);
    const waitsForPod = textAt(storageClass, "volumeBindingMode") === "WaitForFirstConsumer";
    if (phase === "Pending" && waitsForPod) return isReady;
    const unknown = className && !storageClass ? `there is no StorageClass "${className}"` : undefined;
    const progress = `PersistentVolumeClaim is ${phase || "new"}, not Bound`;
    return notReady([unknown ?? progress, ...eventTexts(events)], progress);
  },
};

export const persistentVolume: Awaiter = {
  needs: [],
  readiness(object) {
    const phase = textAt(object, "status", "phase");
    if (phase === "Available" || phase === "Bound") return isReady;
    const progress = `PersistentVolume is ${phase || "new"}, neither Available nor Bound`;
    return notReady([progress, textAt(object, "status", "message") || undefined], progress);
  },
};
