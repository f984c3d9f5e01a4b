import { isDeepStrictEqual } from "node:util";
import { at, conditionOf, objectAt, textAt } from "../objects";
import { type Awaiter, isReady, notReady, type Readiness } from "./readiness";

export const namespace: Awaiter = {
  needs: [],
  readiness(object) {
    const phase = textAt(object, "status", "phase");
    return phase === "Active" ? isReady : notReady([`Namespace is ${phase || "new"}, not Active`]);
  },
};

/** Established: from then on the server knows the custom resources. */
export const customResourceDefinition: Awaiter = {
  needs: [],
  readiness(object): Readiness {
    const names = conditionOf(object, "NamesAccepted");
    if (names?.["status"] === "False") {
      return { ready: false, failed: true, reasons: [`[${textAt(names, "reason")}] ${textAt(names, "message")}`] };
    }
    const isEstablished = conditionOf(object, "Established")?.["status"] === "True";
    return isEstablished ? isReady : notReady(["The API server has not established the CustomResourceDefinition yet"]);
  },
};

export const resourceQuota: Awaiter = {
  needs: [],
  readiness(object) {
    const counted = isDeepStrictEqual(at(object, "spec", "hard"), at(object, "status", "hard"));
    return counted ? isReady : notReady(["The quota controller has not counted the usage yet"]);
  },
};

/** Only tokens of service accounts are filled in by a controller. */
export const secret: Awaiter = {
  needs: [],
  readiness(object) {
    const isFilled = Object.keys(objectAt(object, "data")).length > 0;
    return textAt(object, "type") !== "kubernetes.io/service-account-token" || isFilled
      ? isReady
      : notReady(["The token controller has not filled in the Secret: does its ServiceAccount exist?"]);
  },
};
