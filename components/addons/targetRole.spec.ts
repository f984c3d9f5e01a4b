import { runsOnFargate, type Placed } from "../dataPlane/place.spec";
import type { Environment } from "../environment";
import type { AddonRule } from "./addon.spec";

type Path = readonly ["addons" | "dns", ...string[]];

/** EKS goes on from one role to another for Pod Identity alone. */
export const targetRoleIsReached = <Settings>(
  placed: Placed,
  path: Path,
  targetRoleOf: (settings: Settings, environment: Pick<Environment, "dns">) => string | undefined,
): AddonRule<Settings> => ({
  needs: ["dns", "dataPlane"],
  check(settings, { dns, dataPlane }, refuse) {
    if (targetRoleOf(settings, { dns }) === undefined || !runsOnFargate(dataPlane, placed)) return;
    refuse(
      path,
      `must be left out: ${placed.pods?.namespace} runs on Fargate, whose pods get no role by way of another one; ` +
        "let it run on nodes, or deploy it into the other account",
    );
  },
});
