import { isKnownAddon, mayBeOffered, offeredBuilds, installedByDefault, whyNotOffered } from "./builds";
import type { CheckFailure } from "../../../provider/resourceProvider";
import { type Properties, UNKNOWN } from "../../../provider/values";
import { findRole } from "../../iam/grants";
import type { Call } from "../../resourceType";
import { type AddonConfiguration, ConfigurationError, parseConfiguration } from "./configuration";
import type { AddonInputs } from "./inputs";
import { type EksOperation, ofCluster, POD_IDENTITY_ASSOCIATION } from "../context";
import { checkPodIdentityRole } from "../podIdentity/podIdentity";

/** The service account that each add-on calls AWS with. */
const SERVICE_ACCOUNTS: Readonly<Record<string, string>> = {
  "vpc-cni": "aws-node",
  "aws-ebs-csi-driver": "ebs-csi-controller-sa",
};

const BUILD = /^v\d+\.\d+\.\d+-eksbuild\.\d+$/;

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

/** The build of an add-on that the cluster gets. */
export function resolveBuild(call: Call, addon: AddonInputs, minor: string, operation: EksOperation): string {
  if (!isKnownAddon(addon.addonName)) {
    throw operation.invalid(`Addon ${addon.addonName} specified is not supported in ${minor} kubernetes version`);
  }
  const build = addon.addonVersion ?? installedByDefault(addon.addonName, minor);
  if (build === undefined)
    throw operation.invalid(`no build of ${addon.addonName} for Kubernetes ${minor} is known: name one`);
  if (!BUILD.test(build)) throw operation.invalid(`Addon version specified is not supported: ${build}`);
  const offered = offeredBuilds(addon.addonName, minor);
  if (offered.includes(build)) return build;
  const reason = whyNotOffered(addon.addonName, build, minor);
  if (reason === undefined && offered.length === 0) {
    call.warn(
      `no builds of ${addon.addonName} for Kubernetes ${minor} are known to the twin: ${build} was not checked`,
    );
    return build;
  }
  const known = offered.length > 0 ? `known are ${offered.join(", ")}` : "none is known to the twin";
  throw operation.invalid(
    `Addon version specified is not supported: ${addon.addonName} ${build} ${reason ?? `is not known for Kubernetes ${minor}`}; ${known}`,
  );
}

export function readConfiguration(call: Call, addon: AddonInputs, operation: EksOperation): AddonConfiguration {
  try {
    const { values, withoutEffect } = parseConfiguration(addon.addonName, addon.configurationValues);
    if (withoutEffect.length > 0) {
      call.warn(`configuration values without effect on the twin: ${withoutEffect.join(", ")}`);
    }
    return values;
  } catch (error) {
    if (error instanceof ConfigurationError) throw operation.invalid(error.message);
    throw error;
  }
}

/** Refuses roles that the add-on's pods could not take. */
export function checkAddonRoles(
  call: Call,
  addon: AddonInputs,
  addonArn: string | undefined,
  operation: EksOperation,
): void {
  const { serviceAccountRoleArn, podIdentityAssociations = [] } = addon;
  if (serviceAccountRoleArn !== undefined && !findRole(call.account, serviceAccountRoleArn)) {
    throw operation.invalid(`Role ${serviceAccountRoleArn} can't be found`);
  }
  const account = SERVICE_ACCOUNTS[addon.addonName];
  if (
    serviceAccountRoleArn !== undefined &&
    podIdentityAssociations.some(({ serviceAccount }) => serviceAccount === account)
  ) {
    throw operation.invalid(
      "serviceAccountRoleArn and a pod identity association for the same service account can't be given together",
    );
  }
  for (const { roleArn, serviceAccount } of podIdentityAssociations) {
    checkPodIdentityRole(call, roleArn, operation);
    const clash = ofCluster(call, POD_IDENTITY_ASSOCIATION, addon.clusterName).find(
      ({ inputs, outputs }) =>
        inputs["namespace"] === "kube-system" &&
        inputs["serviceAccount"] === serviceAccount &&
        (addonArn === undefined || outputs["ownerArn"] !== addonArn),
    );
    if (clash) throw operation.refuse("ResourceInUseException", `Association already exists: ${clash.id}`);
  }
}
