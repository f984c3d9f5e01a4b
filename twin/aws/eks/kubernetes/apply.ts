import { UnknownKindError } from "../../../apiServer/kinds";
import type { Call } from "../../resourceType";
import { type EksContext, waitFor } from "../context";
import type { ClusterObjects } from "./objects";
import type { KubernetesObject } from "./types";

/** How long the API server may take to know a kind that was just defined, in milliseconds. */
const PATIENCE = 30_000;

/** Applies an object, also one whose kind was defined a moment ago. */
export async function applyOnceKnown(
  context: EksContext,
  call: Call,
  cluster: ClusterObjects,
  object: KubernetesObject,
): Promise<void> {
  const apply = () => cluster.apply(object).then(() => true);
  if (!(await waitFor(context, call, () => apply().catch(unlessLate), PATIENCE))) await apply();
}

function unlessLate(error: unknown): undefined {
  if (error instanceof UnknownKindError) return undefined;
  throw error;
}
