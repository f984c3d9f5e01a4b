import { addonNames, incompatibility, knownBuilds } from "../../../../upgrade/addonVersions";
import { eksVersions, minorOf } from "../../../../upgrade/eksVersions";

export function isKnownAddon(name: string): boolean {
  return addonNames.includes(name);
}

/** Every build that the table holds and that runs with the minor. EKS offers older builds as well as the newest. */
export function offeredBuilds(addon: string, minor: string): string[] {
  const builds = eksVersions.flatMap(({ version }) => knownBuilds(addon, version));
  return [...new Set(builds)].filter((build) => whyNotOffered(addon, build, minor) === undefined);
}

/** Whether some minor may have the build: one where it is offered, or one of which no build is known and nothing speaks against it. */
export function mayBeOffered(addon: string, build: string): boolean {
  return eksVersions.some(({ version }) => {
    const offered = offeredBuilds(addon, version);
    return offered.includes(build) || (offered.length === 0 && whyNotOffered(addon, build, version) === undefined);
  });
}

/** EKS offers a cluster the kube-proxy builds of its own minor only, though older ones would run. */
export function whyNotOffered(addon: string, build: string, minor: string): string | undefined {
  if (addon === "kube-proxy" && minorOf(build) !== minor) return `is not a build of ${minor}`;
  return incompatibility(addon, build, minor);
}
