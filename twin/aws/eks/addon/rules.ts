import { isKnownAddon, mayBeOffered, offeredBuilds, whyNotOffered } from "./builds";
import type { CheckFailure } from "../../../provider/resourceProvider";
import { type Properties, UNKNOWN } from "../../../provider/values";
import type { Call } from "../../resourceType";
import type { AddonInputs } from "./inputs";
import type { EksOperation } from "../context";
import { findRole } from "../../iam/grants";
import { checkPodRole } from "../podIdentity/roles";

/**
 * Refuses, in the preview too, an add-on or a build that EKS offers for no minor. Whether it offers the build for the cluster's own minor is only asked when
 * the cluster is there.
 */
export function addonFailures({ addonName, addonVersion }: Properties): CheckFailure[] {
  if (typeof addonName !== "string" || addonName === UNKNOWN) return [];
  if (!isKnownAddon(addonName))
    return [{ property: "addonName", reason: `Addon ${addonName} specified is not supported` }];
  if (typeof addonVersion !== "string" || addonVersion === UNKNOWN) return [];
  if (mayBeOffered(addonName, addonVersion)) return [];
  return [
    {
      property: "addonVersion",
      reason: `Addon version specified is not supported: ${addonName} ${addonVersion} is not known for any version of Kubernetes`,
    },
  ];
}

/** Refuses a build that EKS does not offer the cluster. */
export function checkBuild(call: Call, addon: AddonInputs, minor: string, operation: EksOperation): void {
  const { addonName, addonVersion: build } = addon;
  const offered = offeredBuilds(addonName, minor);
  if (offered.includes(build)) return;
  const reason = whyNotOffered(addonName, build, minor);
  if (reason === undefined && offered.length === 0) {
    call.warn(`no builds of ${addonName} for Kubernetes ${minor} are known to the twin: ${build} was not checked`);
    return;
  }
  const known = offered.length > 0 ? `known are ${offered.join(", ")}` : "none is known to the twin";
  throw operation.invalid(
    `Addon version specified is not supported: ${addonName} ${build} ${reason ?? `is not known for Kubernetes ${minor}`}; ${known}`,
  );
}

/** Refuses roles that the add-on's pods could not take. */
export function checkAddonRoles(
  call: Call,
  { podIdentityAssociations = [], serviceAccountRoleArn }: AddonInputs,
  operation: EksOperation,
): void {
  if (serviceAccountRoleArn !== undefined) {
    if (podIdentityAssociations.length > 0) {
      throw operation.invalid("serviceAccountRoleArn and podIdentityAssociations are both given: take one of the two");
    }
    if (!findRole(call.account, serviceAccountRoleArn)) {
      throw operation.invalid(`Role provided in the request does not exist: ${serviceAccountRoleArn}`);
    }
  }
  for (const { roleArn } of podIdentityAssociations) checkPodRole(call, roleArn, operation);
}
